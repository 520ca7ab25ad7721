/** What an app hands to an adapter: its sessions, or the promise of them that `createSessions` gave. */

import type { GivenSessions, Sessions } from "../../create-sessions.ts";

/**
 * The sessions, at once where they are there, else when they are open. `mounting` is the adapter's name, for messages.
 * @throws TypeError when neither sessions nor a promise was given.
 */
export function openedSessions<Data extends object>(
  given: GivenSessions<Data>,
  mounting: string,
): () => Sessions<Data> | Promise<Sessions<Data>> {
  if (!isPromise(given)) return answering(checked(given, mounting));
  let current: Sessions<Data> | Promise<Sessions<Data>> = given.then((sessions) => checked(sessions, mounting));
  // Not caught: an app whose sessions cannot be opened fails to start, as if it had waited for them.
  current.then((sessions) => {
    current = sessions;
  });
  return () => current;
}

/** The sessions once they are open. @throws TypeError as above; rejects with what `createSessions` rejects with. */
export function waitForSessions<Data extends object>(
  given: GivenSessions<Data>,
  mounting: string,
): Promise<Sessions<Data>> {
  if (!isPromise(given)) return Promise.resolve(checked(given, mounting));
  return given.then((sessions) => checked(sessions, mounting));
}

function answering<T>(value: T): () => T {
  return () => value;
}

function isPromise(given: unknown): given is Promise<unknown> {
  return typeof (given as Partial<Promise<unknown>> | null)?.then === "function";
}

function checked<Data extends object>(given: Sessions<Data>, mounting: string): Sessions<Data> {
  const { open, commit } = (given ?? {}) as Partial<Sessions<Data>>;
  if (typeof open === "function" && typeof commit === "function") return given;
  const found = given === null ? "null" : typeof given === "object" ? "another object" : typeof given;
  throw new TypeError(
    `${mounting} takes what createSessions(…) gives, awaited or not, but was given ${found}. Settings belong to createSessions: ${mounting}(createSessions({ … })).`,
  );
}
