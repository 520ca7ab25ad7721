/**
 * Lets the inspected page load an address. The page's own code makes the load, so that its cookies, its site and its
 * policies count. Nothing of it stays in the page: while the load runs, a listener holds its state, under an event name
 * that nobody can guess.
 */

import type { LoadEnd, LoadKind } from "./platform.ts";

/** Milliseconds between two looks at a load, and from its start until it is given up. */
const pace = 15;
const patience = 10_000;

/** What the listener tells. */
interface Told {
  readonly done: boolean;
  /** The directive of the page's policy that forbids the load; null: none does. */
  readonly directive: string | null;
}

/** @param evaluate evaluates an expression in the page; rejects if it cannot. */
export async function loadInPage(
  evaluate: (expression: string) => Promise<unknown>,
  url: string,
  how: LoadKind,
): Promise<LoadEnd> {
  const name = `load-${crypto.randomUUID()}`;
  const call = (run: (...parts: never[]) => unknown, ...parts: unknown[]) =>
    evaluate(`(${run})(...${JSON.stringify(parts)})`).catch(() => null);
  await call(begin, name, url, how);
  const late = Date.now() + patience;
  for (;;) {
    const told = (await call(look, name, Date.now() >= late)) as Told | null;
    if (told === null || told === undefined) return { state: "left" };
    if (told.directive !== null) return { state: "blocked", directive: told.directive };
    if (told.done) return { state: "done" };
    if (Date.now() >= late) return { state: "late" };
    await new Promise((resolve) => setTimeout(resolve, pace));
  }
}

/** Runs in the page, so it uses nothing from outside. */
function begin(name: string, url: string, how: LoadKind): void {
  let done = false;
  let directive: string | null = null;
  let frame: HTMLIFrameElement | null = null;
  const onViolation = (violation: SecurityPolicyViolationEvent) => {
    const { blockedURI, disposition, effectiveDirective } = violation;
    if (disposition === "enforce" && blockedURI !== "" && url.startsWith(blockedURI)) directive = effectiveDirective;
  };
  const onLook = (event: Event) => {
    const { detail } = event as CustomEvent<{ told: Told | null; last: boolean }>;
    detail.told = { done, directive };
    if (!done && directive === null && !detail.last) return;
    removeEventListener("securitypolicyviolation", onViolation);
    removeEventListener(name, onLook);
    frame?.remove();
  };
  addEventListener("securitypolicyviolation", onViolation);
  addEventListener(name, onLook);
  // The browser tells of a violation in a task of its own, which may come after the end of the load.
  const end = () => {
    setTimeout(() => {
      done = true;
    });
  };
  if (how === "fetch") {
    fetch(url, { mode: "no-cors", credentials: "include", cache: "no-store" }).then(end, end);
  } else if (how === "image") {
    const image = new Image();
    image.onload = end;
    image.onerror = end;
    image.src = url;
  } else {
    frame = document.createElement("iframe");
    frame.hidden = true;
    frame.onload = end;
    frame.onerror = end;
    frame.src = url;
    document.documentElement.append(frame);
  }
}

/** Runs in the page. @param last nobody looks again. @returns null: the page knows no such load. */
function look(name: string, last: boolean): Told | null {
  const detail: { told: Told | null; last: boolean } = { told: null, last };
  dispatchEvent(new CustomEvent(name, { detail }));
  return detail.told;
}
