/**
 * Moves the focus: into an area, back from a popover that closes, and on from an element that is removed. The body gets
 * the focus only if the user has left all elements.
 */

const controls = "a[href], input, select, textarea, button, [tabindex='0'], .json-editor";

/** Whether an element can take the focus: it is in the document, enabled, and not in an inert area. */
const isThere = (element: Element): boolean =>
  element.isConnected && !element.matches(":disabled") && element.closest("[inert], [hidden]") === null;

export const canHaveFocus = (element: Element | null): element is HTMLElement =>
  element instanceof HTMLElement && element !== document.body && isThere(element) && element.checkVisibility();

const isOtherRadio = (element: Element) =>
  element instanceof HTMLInputElement && element.type === "radio" && !element.checked;

/** The tab stops of an area in order, without the separators. */
const stopsIn = (area: Element): readonly HTMLElement[] =>
  [...area.querySelectorAll<HTMLElement>(controls)].filter(
    (one) =>
      one.getAttribute("tabindex") !== "-1" &&
      !one.matches("[role=separator], .handle") &&
      !isOtherRadio(one) &&
      canHaveFocus(one),
  );

/** Selectors in order of preference: the current row of a list, the selected tab, the content of a pane, the tab stop of a toolbar. */
const preferred = ["[role=row]", "[role=tab]", "[data-pane] *", "button[tabindex='0']", "*"] as const;

/** The element of an area that takes the focus; undefined if none can. */
export function stopIn(area: Element): HTMLElement | undefined {
  const stops = stopsIn(area);
  return preferred.map((kind) => stops.find((stop) => stop.matches(kind))).find((stop) => stop !== undefined);
}

const befores = new WeakMap<Element, Element | null>();

/** The element that has the focus before `over` opens; if that is in a menu, the one that had it before the menu. */
export function holderBefore(over: Element): Element | null {
  const { activeElement } = document;
  const menu = activeElement?.closest("[popover]");
  const before = menu && menu !== over && befores.has(menu) ? befores.get(menu)! : activeElement;
  befores.set(over, before);
  return before;
}

/** Returns the focus to the element that had it, or to the list's current row. @returns false if the element is gone. */
export function giveBack(before: Element | null): boolean {
  if (!canHaveFocus(before)) return false;
  const list = before.matches("[role=row]") ? before.closest("[role=grid], [role=treegrid]") : null;
  ((list && stopIn(list)) ?? before).focus();
  return true;
}

/** Keeps Tab inside a form that would close and lose its input if the focus left it. */
export function cycleTab(event: KeyboardEvent, area: HTMLElement): void {
  const stops = stopsIn(area);
  const [edge, other] = event.shiftKey ? [stops[0], stops.at(-1)] : [stops.at(-1), stops[0]];
  if (document.activeElement !== edge && document.activeElement !== area) return;
  event.preventDefault();
  other?.focus();
}

/** The innermost remaining area around the element that had the focus. An element in a row counts as the row. */
function moveOn([, ...around]: readonly Element[]): void {
  const row = around.find((area) => area.matches("[role=row]"));
  for (const area of around.slice(row === undefined ? 0 : around.indexOf(row))) {
    const itself = (area === row || area.matches("[tabindex='0']")) && canHaveFocus(area);
    const stop = itself ? (area as HTMLElement) : isThere(area) ? stopIn(area) : undefined;
    if (stop === undefined) continue;
    // Do not scroll: the user has not moved.
    stop.focus({ preventScroll: true });
    return;
  }
}

/**
 * Watches the focused element in `root` until `end`. If the element is removed, disabled, made inert or hidden by the
 * width, the focus moves into the innermost remaining area around it.
 */
export function keepFocus(root: HTMLElement, end: AbortSignal): void {
  /** The focused element and the elements around it, outwards. Empty if no element of the root should have the focus. */
  let trail: readonly Element[] = [];
  const isLost = () => {
    const { activeElement } = document;
    return activeElement === null || activeElement === document.body || activeElement === trail[0];
  };
  const check = () => {
    const [had] = trail;
    // While another window has the focus, wait until the user comes back.
    if (had === undefined || !document.hasFocus() || !isLost()) return;
    if (!isThere(had)) moveOn(trail);
    // The user left the element on purpose, unless the width has just hidden it.
    else if (document.activeElement !== had && had.checkVisibility()) trail = [];
  };
  const checkSight = () => {
    if (trail.length === 0 || trail[0]!.checkVisibility()) return;
    // Wait a frame: the browser blurs elements it does not draw, and toolbars choose their tab stop.
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
