/** Names that sessions of other libraries have: calling such a method fails, and reading such a property warns once. */

import { isProduction } from "../process/production.ts";

const methods: Readonly<Record<string, string>> = {
  save: "the session is saved before the answer leaves. Leave the call out.",
  destroy: "end the session with: await session.flush()",
  regenerate:
    "give the session a new key with: await session.cycleKey() (await session.flush() first where its data should go). Passport needs passportSessions() from sessionscope/passport.",
  reload: "session.update(key, change) reads, changes and writes a key in one step.",
  touch: "session.modified = true renews the expiry; the setting idleTimeout does it with use.",
};

const properties: Readonly<Record<string, string>> = {
  "session.id": "the key is session.sessionKey, a password: keep it out of logs.",
  "session.cookie":
    "the cookie's attributes are settings of createSessions, its age is changed by session.setExpiry(seconds).",
  "request.sessionID": "the key is request.session.sessionKey, a password: keep it out of logs.",
};

const isDevelopment = !isProduction(process.env);
const callsOf = new Map(Object.entries(methods).map(([name, advice]) => [name, refusedCall(name, advice)]));
const told = new Set<string>();

/** What `session.<name>` reads as where the session has no such key: nothing, or a method that says what to call instead. */
export function absentMember(name: string): unknown {
  const call = callsOf.get(name);
  if (call === undefined) tellOnce(`session.${name}`);
  return call;
}

function refusedCall(name: string, advice: string): () => never {
  return () => {
    throw new TypeError(`session.${name}() does not exist here: ${advice}`);
  };
}

/** Warns once, in development, when code reads a property that only other libraries have. The code gets `undefined`. */
export function tellOnce(property: string): void {
  if (!Object.hasOwn(properties, property) || isTold(property)) return;
  told.add(property);
  process.emitWarning(`${property} was read, which is nothing here: ${properties[property]}`, {
    type: "SessionscopeWarning",
    code: "SESSIONSCOPE_OTHER_LIBRARY",
  });
}

/** Whether no warning of this property is to come: it has come, or this is production. */
export function isTold(property: string): boolean {
  return !isDevelopment || told.has(property);
}
