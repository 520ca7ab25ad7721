/**
 * Where the focus goes: into an area, back from what was open over it, and on from what is gone. It falls to the body
 * only where the user put it nowhere.
 */

const controls = "a[href], input, select, textarea, button, [tabindex='0'], .json-editor";

/** In the document, switched on, and not in what is put aside. */
const isThere = (element: Element): boolean =>
  element.isConnected && !element.matches(":disabled") && element.closest("[inert], [hidden]") === null;

export const canHaveFocus = (element: Element | null): element is HTMLElement =>
  element instanceof HTMLElement && element !== document.body && isThere(element) && element.checkVisibility();

const isOtherRadio = (element: Element) =>
  element instanceof HTMLInputElement && element.type === "radio" && !element.checked;

/** What Tab stops at in an area, in order; not what only changes sizes. */
const stopsIn = (area: Element): readonly HTMLElement[] =>
  [...area.querySelectorAll<HTMLElement>(controls)].filter(
    (one) =>
      one.getAttribute("tabindex") !== "-1" &&
      !one.matches("[role=separator], .handle") &&
      !isOtherRadio(one) &&
      canHaveFocus(one),
  );

/** In the order of preference: the current row of a list, the chosen tab, what is in a pane, the stop of a toolbar. */
const preferred = ["[role=row]", "[role=tab]", "[data-pane] *", "button[tabindex='0']", "*"] as const;

/** Where the focus lands in an area; undefined: nowhere. */
export function stopIn(area: Element): HTMLElement | undefined {
  const stops = stopsIn(area);
  return preferred.map((kind) => stops.find((stop) => stop.matches(kind))).find((stop) => stop !== undefined);
}

const befores = new WeakMap<Element, Element | null>();

/** What has the focus before `over` opens; out of a menu: what had it before the menu did. */
export function holderBefore(over: Element): Element | null {
  const { activeElement } = document;
  const menu = activeElement?.closest("[popover]");
  const before = menu && menu !== over && befores.has(menu) ? befores.get(menu)! : activeElement;
  befores.set(over, before);
  return before;
}

/** Gives the focus back to what had it; a list has another current row by now. False: that is gone. */
export function giveBack(before: Element | null): boolean {
  if (!canHaveFocus(before)) return false;
  const list = before.matches("[role=row]") ? before.closest("[role=grid], [role=treegrid]") : null;
  ((list && stopIn(list)) ?? before).focus();
  return true;
}

/** Keeps Tab inside of a form that would close, with what is typed in it, if it went on. */
export function cycleTab(event: KeyboardEvent, area: HTMLElement): void {
  const stops = stopsIn(area);
  const [edge, other] = event.shiftKey ? [stops[0], stops.at(-1)] : [stops.at(-1), stops[0]];
  if (document.activeElement !== edge && document.activeElement !== area) return;
  event.preventDefault();
  other?.focus();
}

/** The innermost area that is left around what had the focus; what is in a row is the row's. */
function moveOn([, ...around]: readonly Element[]): void {
  const row = around.find((area) => area.matches("[role=row]"));
  for (const area of around.slice(row === undefined ? 0 : around.indexOf(row))) {
    const itself = (area === row || area.matches("[tabindex='0']")) && canHaveFocus(area);
    const stop = itself ? (area as HTMLElement) : isThere(area) ? stopIn(area) : undefined;
    if (stop === undefined) continue;
    // Nothing scrolls that the user did not move.
    stop.focus({ preventScroll: true });
    return;
  }
}

/**
 * Until `end`: when what has the focus in `root` goes, is switched off or put aside, or is hidden by the width, the
 * focus goes to where it lands in the innermost area around it that is left.
 */
export function keepFocus(root: HTMLElement, end: AbortSignal): void {
  /** What has the focus, then what it is in, outwards. Empty: nothing in the root has it, and that is meant so. */
  let trail: readonly Element[] = [];
  const isLost = () => {
    const { activeElement } = document;
    return activeElement === null || activeElement === document.body || activeElement === trail[0];
  };
  const check = () => {
    const [had] = trail;
    // Where another window has the focus there is time until the user comes back.
    if (had === undefined || !document.hasFocus() || !isLost()) return;
    if (!isThere(had)) moveOn(trail);
    // Left on purpose; unless the width has just hidden it.
    else if (document.activeElement !== had && had.checkVisibility()) trail = [];
  };
  const checkSight = () => {
    if (trail.length === 0 || trail[0]!.checkVisibility()) return;
    // The browser takes the focus from what it does not draw, and toolbars settle which of their buttons is the stop.
    const hidden = trail;
    requestAnimationFrame(() => {
      if (document.hasFocus() && (isLost() || document.activeElement === hidden[0])) moveOn(hidden);
    });
  };

  root.addEventListener(
    "focusin",
    ({ target }) => {
      const next: Element[] = [];
      for (let at = target as Element | null; at !== null && root.contains(at); at = at.parentElement) next.push(at);
      trail = next;
    },
    { signal: end },
  );
  root.addEventListener(
    "focusout",
    ({ relatedTarget }) => {
      if (relatedTarget === null) queueMicrotask(check);
    },
    { signal: end },
  );
  window.addEventListener("focus", check, { signal: end });
  const changes = new MutationObserver(check);
  changes.observe(root, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ["disabled", "inert", "hidden"],
  });
  const sizes = new ResizeObserver(checkSight);
  sizes.observe(root);
  end.addEventListener("abort", () => {
    changes.disconnect();
    sizes.disconnect();
  });
}
