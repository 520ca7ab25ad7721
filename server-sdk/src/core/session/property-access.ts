/** `session.key = value`, `session.key`, `"key" in session`, `delete session.key`: a Proxy around the dictionary. */

import { internals } from "./dictionary.ts";
import { absentMember } from "./foreign-members.ts";
import type { OpenSession } from "./open-session.ts";
import { SessionBase } from "./session.ts";
import type { SessionData } from "./session-data.ts";

/** The session of a request: Django's methods, and the app's own keys as properties. */
export type Session<Data extends object = SessionData> = SessionBase<Data> & Partial<Omit<Data, keyof SessionBase>>;

export function createSession<Data extends object>(open: OpenSession): Session<Data> {
  return new Proxy(new SessionBase<Data>(open), handler as ProxyHandler<SessionBase<Data>>) as Session<Data>;
}

const assignable = new Set<string>(["modified", "accessed"]);

/** `then` counts as one: `await` asks every object for it, and that is no look at the session. */
function isMember(target: object, name: string): boolean {
  return name in target || name === "then";
}

/** Every name that `session.<name>` finds as a member, whatever the session holds: keys of these names need `get` and `set`. */
export function memberNames(): readonly string[] {
  const names = ["then"];
  for (let from: object | null = SessionBase.prototype; from !== null; from = Object.getPrototypeOf(from)) {
    names.push(...Object.getOwnPropertyNames(from));
  }
  return [...new Set(names)].sort();
}

const handler: ProxyHandler<SessionBase<Record<string, unknown>>> = {
  get(target, name) {
    // Members first; the receiver is the target, so that accessors find what only it has.
    if (typeof name === "symbol" || isMember(target, name)) return Reflect.get(target, name, target);
    const value = target.get(name);
    return value === undefined ? absentMember(name) : value;
  },
  set(target, name, value) {
    if (typeof name === "symbol") throw new TypeError("Session keys are strings; a symbol cannot be stored.");
    if (assignable.has(name)) return Reflect.set(target, name, value, target);
    if (isMember(target, name)) {
      throw new TypeError(
        `session.${name} is a member of every session and cannot be assigned. Store the value with session.set(${JSON.stringify(name)}, value), read it with session.get(${JSON.stringify(name)}), or choose another name.`,
      );
    }
    target.set(name, value as never);
    return true;
  },
  has(target, name) {
    return typeof name === "symbol" ? name in target : target.has(name);
  },
  deleteProperty(target, name) {
    if (typeof name === "string") target.delete(name);
    return true;
  },
  ownKeys(target) {
    return [...target.keys()];
  },
  getOwnPropertyDescriptor(target, name) {
    if (typeof name === "symbol" || !target.has(name)) return undefined;
    return { value: target.get(name), writable: true, enumerable: true, configurable: true };
  },
  defineProperty() {
    return false;
  },
  setPrototypeOf() {
    return false;
  },
  preventExtensions() {
    return false;
  },
};

/** What the session manager works on. */
export function openSessionOf(session: { readonly [internals]: OpenSession }): OpenSession {
  return session[internals];
}
