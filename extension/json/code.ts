/** The JavaScript that an app would write to put a value into its session. */

import { type Path, stepText } from "./path.ts";
import { visible } from "./visible.ts";

/**
 * A statement that sets the value at its path: `req.session.cart.items[0] = {"qty": 2}`.
 * @param text JSON.
 * @param members names of the session's own members: an app reaches keys of these names by `get` and `set` only.
 */
export function assignmentCode(path: Path, text: string, members: readonly string[]): string {
  const [key, ...inside] = path as readonly [string, ...Path];
  const value = literal(text);
  const own = key === "__proto__" || members.includes(key);
  const quoted = visible(JSON.stringify(key));
  if (inside.length === 0 && own) return `req.session.set(${quoted}, ${value})`;
  const above = inside.slice(0, -1).map(stepText).join("");
  const target = `req.session${own ? `.get(${quoted})` : stepText(key)}${above}`;
  const last = inside.at(-1);
  // Assigning `__proto__` would change what the object inherits from.
  if (last === "__proto__") {
    const options = "writable: true, enumerable: true, configurable: true";
    return `Object.defineProperty(${target}, "__proto__", { value: ${value}, ${options} })`;
  }
  return `${target}${last === undefined ? "" : stepText(last)} = ${value}`;
}

/** JSON as a JavaScript expression. `__proto__` makes a member only where its name is computed. */
export function literal(text: string): string {
  const named = text.replace(/"(?:[^"\\]|\\.)*"(\s*:)?/g, (found, colon: string | undefined) => {
    if (colon === undefined) return found;
    const name = found.slice(0, -colon.length);
    return JSON.parse(name) === "__proto__" ? `[${name}]${colon}` : found;
  });
  return visibleInStrings(named);
}

/** Escapes invisible characters but not line breaks: in JSON these stand between values only. */
const visibleInStrings = (text: string): string =>
  text
    .split(/([\t\n\r]+)/)
    .map((part, index) => (index % 2 === 1 ? part : visible(part)))
    .join("");
