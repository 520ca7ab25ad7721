/** What a look at every pixel would find: text that is cut without its full form, things over each other, controls out of reach. */

import type { Page } from "puppeteer-core";

/** Finds faults of the layout as it is now, each a sentence; runs in the page. */
export const faultsOfLayout = (page: Page): Promise<string[]> => page.evaluate(measure);

function measure(): string[] {
  /** Lie over the rest on purpose. */
  const overlays = ".pop, [role=menu], [role=dialog], dialog, .undo, .is-sheet > .detail, .splitter, .head";
  const slack = 1.5;
  const found = new Set<string>();

  const name = (element: Element) => {
    const own = (one: Element) => `${one.localName}${[...one.classList].map((part) => `.${part}`).join("")}`;
    return `${element.parentElement ? `${own(element.parentElement)} > ` : ""}${own(element)}`;
  };
  const plain = (text: string | null | undefined) => (text ?? "").replace(/\s+/g, " ").trim();
  const isShown = (element: Element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const isForEars = (element: Element): boolean => {
    if (element.closest(".hid, .mirror, [aria-live]") !== null) return true;
    for (let at: Element | null = element; at !== null; at = at.parentElement)
      if (getComputedStyle(at).clipPath !== "none") return true;
    return false;
  };

  /** Without the marks that a preview and the JSON in its tooltip write differently. */
  const bare = (text: string) => text.replace(/[\s":,{}[\]…]/g, "");
  /** The full form of a text, said by whatever one points at. */
  const isTold = (element: Element, text: string) => {
    for (let at: Element | null = element; at !== null; at = at.parentElement) {
      const said = plain(at.getAttribute("title"));
      if (said !== "" && (bare(said).includes(bare(text)) || at.localName === "time" || text.includes("••")))
        return true;
    }
    return false;
  };

  /** What cuts the rectangle and does not scroll; "scrolled": it is out of sight, and can be scrolled to; null: nothing. */
  const cutBy = (element: Element, rect: DOMRect): Element | "scrolled" | null => {
    for (let at: Element | null = element; at !== null && at !== document.documentElement; at = at.parentElement) {
      const { overflowX, overflowY, position } = getComputedStyle(at);
      const box = at.getBoundingClientRect();
      const scrolls = /auto|scroll/.test(overflowX + overflowY);
      const across = rect.right > box.right + slack || rect.left < box.left - slack;
      const along = rect.bottom > box.bottom + slack || rect.top < box.top - slack;
      if ((across && /hidden|clip/.test(overflowX)) || (along && /hidden|clip/.test(overflowY))) return at;
      if (scrolls && (across || along)) return "scrolled";
      if (position === "fixed") return null;
    }
    return null;
  };

  const isReachable = (element: Element, rect: DOMRect): boolean => {
    for (const x of [rect.left + 2, (rect.left + rect.right) / 2, rect.right - 2]) {
      const top = document.elementFromPoint(x, (rect.top + rect.bottom) / 2);
      if (top === null) continue;
      if (element.contains(top) || top.contains(element) || top.closest(overlays) !== null) continue;
      // A field over its own coloured text.
      if (top.matches("textarea") && top.parentElement!.contains(element)) continue;
      found.add(`${name(top)} lies over ${name(element)} "${plain(element.textContent).slice(0, 40)}"`);
      return false;
    }
    return true;
  };

  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const node = texts.currentNode as Text;
    const element = node.parentElement!;
    const text = plain(node.data);
    if (text === "" || !isShown(element) || isForEars(element) || /^(SCRIPT|STYLE)$/.test(element.tagName)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const rect of range.getClientRects()) {
      const cut = cutBy(element, rect);
      if (cut === "scrolled") continue;
      if (cut !== null && !isTold(element, text))
        found.add(`"${text.slice(0, 60)}" is cut by ${name(cut)} and has no tooltip`);
      // The name of a host is data, which may be longer than any room.
      const control = element.closest("button:not(.site), .key > .name");
      if (cut !== null && control !== null && innerWidth >= 400 && control.contains(cut))
        found.add(`${name(control)} "${text.slice(0, 60)}" is cut`);
      if (cut === null && rect.bottom <= innerHeight && rect.width > 4) isReachable(element, rect);
    }
  }

  const controls = "button, input, select, textarea, a[href], [tabindex]";
  const before = document.activeElement;
  for (const control of document.querySelectorAll<HTMLElement>(controls)) {
    if (!isShown(control) || control.matches(":disabled") || isForEars(control)) continue;
    control.focus({ preventScroll: true });
    if (document.activeElement !== control && !control.contains(document.activeElement))
      found.add(`${name(control)} ${control.getAttribute("aria-label") ?? plain(control.textContent)} takes no focus`);
    const rect = control.getBoundingClientRect();
    const cut = cutBy(control, rect);
    if (cut !== null && cut !== "scrolled" && control.closest("[role=row]") === null)
      found.add(`${name(control)} ${control.getAttribute("aria-label") ?? plain(control.textContent)} is cut`);
  }
  if (before instanceof HTMLElement) before.focus({ preventScroll: true });
  return [...found];
}
