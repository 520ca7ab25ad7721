/** The methods with callbacks that Passport and its strategies call on `request.session`. For Express. */

import type { RequestHandler } from "express";
import type { Session } from "../core/session/property-access.ts";
import type { SessionData } from "../core/session/session-data.ts";

type Done = (error?: unknown) => void;
type Dictionary = Readonly<Record<string, unknown>>;

/**
 * Middleware that goes between `expressSessions` and `passport.session()`. At `logIn` the session moves to a new key, in one
 * step with the response; its data goes, unless Passport is told `keepSessionInfo`. At `logOut` it ends at once.
 * `save` has nothing to do: sessions are saved before the answer leaves. `destroy` ends the session at
 * once; without a callback it answers a promise.
 *
 * @param key where Passport keeps the user in the session: its authenticator's option of that name.
 * @example
 * import express from "express";
 * import passport from "passport";
 * import { expressSessions } from "sessionscope/express";
 * import { passportSessions } from "sessionscope/passport";
 *
 * const app = express();
 * app.use(expressSessions(sessions), passportSessions(), passport.session());
 */
export function passportSessions({ key = "passport" }: { readonly key?: string } = {}): RequestHandler {
  return (request, _response, next) => {
    const use = (session: Session<SessionData>) => {
      request.session = withCallbacks(session, key, () => use(session));
    };
    use(request.session);
    next();
  };
}

/** The session with the three methods. `regenerate` leaves this object with the old data, and `replace` gives the request another. */
function withCallbacks(session: Session<SessionData>, key: string, replace: () => void): Session<SessionData> {
  let before: Dictionary | undefined;
  const regenerate = (done: Done): void => {
    const data: Dictionary = session.toJSON();
    renew(session, key).then(() => {
      before = data;
      replace();
      process.nextTick(done);
    }, done);
  };
  const save = (done: Done): void => process.nextTick(done);
  const destroy = (done?: Done): Promise<void> | undefined => {
    const ended = session.flush();
    if (!done) return ended;
    ended.then(() => process.nextTick(done), done);
    return undefined;
  };
  const methods: Dictionary = { regenerate, save, destroy };
  return new Proxy(session, {
    get(target, name) {
      if (typeof name === "string" && Object.hasOwn(methods, name)) return methods[name];
      return before && typeof name === "string" ? before[name] : Reflect.get(target, name);
    },
    ownKeys: (target) => Reflect.ownKeys(before ?? target),
    getOwnPropertyDescriptor: (target, name) => Reflect.getOwnPropertyDescriptor(before ?? target, name),
  });
}

async function renew(session: Session<SessionData>, key: string): Promise<void> {
  const kept = session.get(key) as { user?: unknown } | undefined;
  // `logOut` has removed the user by now. The session ends at once, so the logout holds even if the response fails.
  if (kept && kept.user === undefined) return session.flush();
  session.clear();
  if (session.boundUser !== null) session.bindUser(null);
  return session.cycleKey();
}
