/** The values of a session by their JSON texts: taken over, compared, counted. */

/** A session, or what a store has of it. */
type Values = Record<string, unknown>;

/** What the library, or a store of it, keeps in a session for itself. */
export const own: ReadonlySet<string> = new Set(["cookie", "__lastAccess"]);

export function keysOf(session: Values): readonly string[] {
  return Object.keys(session).filter((key) => !own.has(key));
}

/** Gives the session the texts that differ from those it `had`; all its other values stay the objects that they are. */
export function applyTexts(session: Values, had: ReadonlyMap<string, string>, next: ReadonlyMap<string, string>): void {
  for (const key of had.keys()) if (!next.has(key)) delete session[key];
  for (const [key, text] of next) {
    if (had.get(key) !== text && !own.has(key)) define(session, key, JSON.parse(text));
  }
}

/** Not by assignment: `__proto__` is a key like any other. */
function define(session: Values, key: string, value: unknown): void {
  Object.defineProperty(session, key, { value, writable: true, enumerable: true, configurable: true });
}

export function sameTexts(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean {
  if (one.size !== other.size) return false;
  for (const [key, text] of one) if (other.get(key) !== text) return false;
  return true;
}

/** The length of all texts together. */
export function unitsOf(texts: ReadonlyMap<string, string>): number {
  let units = 0;
  for (const text of texts.values()) units += text.length;
  return units;
}
