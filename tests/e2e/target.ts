/** How tests name an element: by its role and accessible name, as a screen reader does, or by a CSS selector. */

export interface ByRole {
  readonly role: string;
  /** The accessible name, whole. */
  readonly name?: string;
  /** A part of it reads exactly this: the key in a row. */
  readonly containing?: string;
  /** Only inside this. */
  readonly within?: Target;
}
/** A selector, inside something named otherwise. */
export interface BySelector {
  readonly selector: string;
  readonly within: Target;
}
export type Target = string | ByRole | BySelector;

/**
 * Finds the first visible element that matches. It runs in the page, so it uses nothing from outside. It implements as much
 * of WAI-ARIA as the panel and the demo app need.
 */
export function locate(target: Target, scope: Document | Element = document): HTMLElement | null {
  const implicit: Record<string, string> = {
    button: "button, summary, input[type=submit], input[type=button]",
    link: "a[href]",
    textbox: "input:not([type]), input[type=text], input[type=email], input[type=password], textarea",
    searchbox: "input[type=search]",
    spinbutton: "input[type=number]",
    checkbox: "input[type=checkbox]",
    radio: "input[type=radio]",
    combobox: "select",
    heading: "h1, h2, h3, h4",
    dialog: "dialog",
    table: "table",
    row: "tr",
    cell: "td",
    main: "main",
  };
  const squeeze = (text: string | null | undefined) => (text ?? "").replace(/\s+/g, " ").trim();
  const nameOf = (element: Element): string => {
    const labelledBy = element.getAttribute("aria-labelledby");
    if (labelledBy !== null) {
      return squeeze(
        labelledBy
          .split(" ")
          .map((id) => document.getElementById(id)?.textContent ?? "")
          .join(" "),
      );
    }
    const label = element.getAttribute("aria-label");
    if (label !== null) return squeeze(label);
    const { labels } = element as HTMLInputElement;
    if (labels?.length) return squeeze([...labels].map((each) => each.textContent).join(" "));
    const text = squeeze(element.textContent);
    if (text !== "") return text;
    return squeeze(
      element.getAttribute("title") ?? element.getAttribute("placeholder") ?? element.getAttribute("value"),
    );
  };
  const visible = (element: Element) => element.checkVisibility({ visibilityProperty: true });

  const within = typeof target === "string" || target.within === undefined ? scope : locate(target.within, scope);
  if (within === null) return null;
  if (typeof target === "string" || "selector" in target) {
    const selector = typeof target === "string" ? target : target.selector;
    return [...within.querySelectorAll<HTMLElement>(selector)].find(visible) ?? null;
  }
  const native = implicit[target.role];
  const selector = `[role="${target.role}"]${native === undefined ? "" : `, ${native}`}`;
  for (const element of within.querySelectorAll<HTMLElement>(selector)) {
    if ((element.getAttribute("role") ?? target.role) !== target.role || !visible(element)) continue;
    if (target.name !== undefined && nameOf(element) !== target.name) continue;
    const parts = [...element.querySelectorAll("*")];
    if (target.containing !== undefined && !parts.some((part) => squeeze(part.textContent) === target.containing))
      continue;
    return element;
  }
  return null;
}

export function describe(target: Target): string {
  if (typeof target === "string") return target;
  if ("selector" in target) return `${target.selector} in ${describe(target.within)}`;
  const { role, name, containing, within } = target;
  return [
    role,
    name === undefined ? "" : `"${name}"`,
    containing === undefined ? "" : `with "${containing}"`,
    within === undefined ? "" : `in ${describe(within)}`,
  ]
    .filter((part) => part !== "")
    .join(" ");
}
