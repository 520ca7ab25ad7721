/**
 * The property `session` of a request or context. Other libraries sign out by emptying, replacing or deleting it, which
 * here would leave the visitor signed in: it is an error that says so.
 */

import { isTold, tellOnce } from "../../core/session/foreign-members.ts";
import { openSessionOf } from "../../core/session/property-access.ts";

const shown: unique symbol = Symbol("sessionscope.session");
type AnySession = Parameters<typeof openSessionOf>[0];
/** What carries the property. */
export interface SessionOwner {
  [shown]?: AnySession;
}

/** Shows the session as the owner's property. A wrapper around it may take its place. */
export function showSession(owner: SessionOwner, session: AnySession): void {
  owner[shown] = session;
  Object.defineProperty(owner, "session", property);
}

/** Whether `showSession` has given the owner a session. */
export function showsSession(owner: object): boolean {
  return shown in owner;
}

/**
 * Looks, before the session is saved, whether the property still shows it: a deletion cannot be noticed when it happens.
 * @throws TypeError when it does not. It does again then, and the session takes no further change.
 */
export function checkSessionShown(owner: SessionOwner, session: AnySession): void {
  if (isSession((owner as { session?: unknown }).session, session)) return;
  showSession(owner, session);
  throw refuseSave(session, "deleted, or replaced by another");
}

/** The error of a session that something else was put in place of; it takes no further change. */
export function refuseSave(session: AnySession, what: string): TypeError {
  const error = new TypeError(refusal(what));
  openSessionOf(session).fail(error);
  return error;
}

/** Whether a value is the session, or wraps it. */
export function isSession(value: unknown, session: AnySession): boolean {
  return typeof value === "object" && value !== null && openSessionOf(value as AnySession) === openSessionOf(session);
}

const property: PropertyDescriptor = {
  configurable: true,
  enumerable: true,
  get(this: SessionOwner) {
    return this[shown];
  },
  set(this: SessionOwner, value: unknown) {
    if (!isSession(value, this[shown]!)) throw new TypeError(refusal(`set to ${described(value)}`));
    this[shown] = value as AnySession;
  },
};

function refusal(what: string): string {
  return `The property session was ${what}. That signs nobody out here: to end the session, await session.flush(); to drop its data, session.clear().`;
}

function described(value: unknown): string {
  return value === null || value === undefined ? `${value}` : `a value of type ${typeof value}`;
}

/** Warns once, in development, when code reads express-session's `sessionID` of an Express request. */
export function watchSessionId(request: object): void {
  if (!isTold(sessionId) && !("sessionID" in request)) Object.defineProperty(request, "sessionID", toldProperty);
}

const sessionId = "request.sessionID";

const toldProperty: PropertyDescriptor = {
  configurable: true,
  get: () => tellOnce(sessionId),
  set(this: object, value: unknown) {
    Object.defineProperty(this, "sessionID", { value, configurable: true, enumerable: true, writable: true });
  },
};
