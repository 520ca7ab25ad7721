/**
 * The store's methods, watched: what the app stores and ends is noted with the request that does it. A save that would undo
 * what a panel has done does not happen.
 */

import type { Done, LibrarySession, LibraryStore, SessionRequest } from "./library.ts";

/** What becomes of a save, and what to call after it with the error that there was. */
export type Watched =
  /** Nothing is saved. */
  | { readonly verdict: "refuse" }
  /** Of the session only its time is renewed. */
  | { readonly verdict: "renew" | "save"; readonly after: (error: unknown) => void };

export interface StoreWatch {
  set(sid: string, session: LibrarySession): Watched;
  touch(sid: string, session: LibrarySession): Watched;
  destroy(sid: string): (error: unknown) => void;
  generated(request: SessionRequest): void;
  /** Runs what must not fail the app. */
  guard(work: () => void): void;
}

export function watchStore(store: LibraryStore, watch: StoreWatch): void {
  const { set, touch, destroy, generate } = store;
  const asked = (ask: () => Watched): Watched => {
    let watched: Watched = { verdict: "save", after: () => {} };
    watch.guard(() => {
      watched = ask();
    });
    return watched;
  };
  const noting = (done: Done | undefined, after: (error: unknown) => void, call: Call) =>
    noted(done, (error) => watch.guard(() => after(error)), call);

  replace(store, "set", function (this: LibraryStore, sid: string, session: LibrarySession, done?: Done) {
    const watched = asked(() => watch.set(sid, session));
    if (watched.verdict === "refuse") return later(done);
    const method = watched.verdict === "save" ? set : (touch ?? renewal(set));
    return noting(done, watched.after, (end) => method.call(this, sid, session, ...end));
  });
  if (touch) {
    replace(store, "touch", function (this: LibraryStore, sid: string, session: LibrarySession, done?: Done) {
      const watched = asked(() => watch.touch(sid, session));
      if (watched.verdict === "refuse") return later(done);
      return noting(done, watched.after, (end) => touch.call(this, sid, session, ...end));
    });
  }
  replace(store, "destroy", function (this: LibraryStore, sid: string, done?: Done) {
    let after = (_: unknown): void => {};
    watch.guard(() => {
      after = watch.destroy(sid);
    });
    return noting(
      done,
      (error) => after(error),
      (end) => destroy.call(this, sid, ...end),
    );
  });
  replace(store, "generate", function (this: LibraryStore, request: SessionRequest) {
    generate.call(this, request);
    watch.guard(() => watch.generated(request));
  });
}

/** `touch` for a store that has none. */
function renewal(set: LibraryStore["set"]): NonNullable<LibraryStore["touch"]> {
  return function (this: LibraryStore, sid, { cookie }, done) {
    return this.get(sid, (error, stored) => {
      if (error || !stored) return done?.(error);
      return set.call(this, sid, { ...stored, cookie }, done);
    });
  };
}

/** `end`: the callback to pass on, if there is one. */
type Call = (end: readonly Done[]) => unknown;

/** Calls a method so that `after` hears of its end once, and the app hears just what it would hear without it. */
function noted(done: Done | undefined, after: (error: unknown) => void, call: Call): unknown {
  const tells = typeof done === "function";
  let over = false;
  const end = (error?: unknown): void => {
    if (over) return;
    over = true;
    after(error);
  };
  const told: Done = (...answer) => {
    end(answer[0]);
    return done!(...answer);
  };
  let answer: unknown;
  try {
    answer = call(tells ? [told] : []);
  } catch (error) {
    end(error);
    throw error;
  }
  if (answer instanceof Promise) return followed(answer, tells, end);
  if (!tells) end();
  return answer;
}

/** A store may answer with a promise and by the callback: that one comes first, but for a failure that it is not told of. */
function followed(answer: Promise<unknown>, tells: boolean, end: (error?: unknown) => void): Promise<unknown> {
  return answer.then(
    (value) => {
      if (!tells) end();
      return value;
    },
    (error: unknown) => {
      end(error);
      throw error;
    },
  );
}

function later(done: Done | undefined): void {
  if (done) setImmediate(done);
}

function replace<Name extends "set" | "touch" | "destroy" | "generate">(
  store: LibraryStore,
  name: Name,
  value: LibraryStore[Name],
): void {
  Object.defineProperty(store, name, { value, writable: true, enumerable: false, configurable: true });
}
