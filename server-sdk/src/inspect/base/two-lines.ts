/**
 * Two lines for the same sessions, which an app comes to have by mistake. Nothing breaks: what is wrapped is not wrapped again,
 * and of two that look at one request each has an endpoint of its own. One warning says that one is enough.
 */

import { OneWarning } from "./one-warning.ts";

const wrappers = new WeakSet<object>();

/** @returns what `wrap` makes of the app's own; of what was made here before, that itself. */
export function wrapOnce<T extends object>(library: string, given: T, wrap: () => T): T {
  if (wrappers.has(given)) {
    new OneWarning().twice(library);
    return given;
  }
  const made = wrap();
  wrappers.add(made);
  return made;
}

/** A line that looks at requests. */
export interface Line {
  /** The library's. */
  readonly name: string;
  /** Of the session: an app may have several of one library. */
  cookie(): Promise<{ readonly name: string }>;
}

/** A line for a library of which a request has one session, whatever its cookie. */
export const onlyLine = (name: string): Line => ({ name, cookie: async () => ({ name: "" }) });

/** The one that has looked at a request last. */
const last = new WeakMap<object, Line>();

type Run = (work: () => void) => void;

/** `response`: what all lines that look at the request have of it. `asking` runs what asks the library. */
export function lookAt(response: object, line: Line, warning: OneWarning, asking: Run = (work) => work()): void {
  const other = last.get(response);
  last.set(response, line);
  if (!other || other === line || other.name !== line.name) return;
  asking(() => {
    Promise.all([other.cookie(), line.cookie()]).then(
      ([one, another]) => one.name === another.name && warning.twice(line.name),
      () => {},
    );
  });
}
