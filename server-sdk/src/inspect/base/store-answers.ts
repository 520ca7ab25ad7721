/** What a store in the manner of express-session answers its callbacks, as promises. */

export type Done<T = unknown> = (error?: unknown, value?: T) => void;

/** Some stores name a session by its id beside its data, others within it. */
export type Listed<Data> = readonly (Data & { readonly id?: unknown })[] | Readonly<Record<string, Data>> | null;

export function answer<T>(ask: (done: Done<T>) => unknown): Promise<T> {
  return new Promise((resolve, reject) => {
    // A store that answers with a promise as well has told the callback the same.
    const asked = ask((error, value) => (error ? reject(error) : resolve(value as T)));
    if (asked instanceof Promise) asked.catch(reject);
  });
}

/** The word of stores that keep files for a session that is not there; the libraries take it as such. */
export function absent(error: unknown): null {
  if ((error as { readonly code?: unknown } | null)?.code === "ENOENT") return null;
  throw error;
}

/** Id and data of each session that a store lists. @throws Error where it does not name them. */
export function namedSessions<Data extends { readonly cookie?: unknown }>(
  listed: Listed<Data> | undefined,
): readonly (readonly [id: string, data: Data])[] {
  const named = Array.isArray(listed) ? listed.map(withoutId<Data>) : Object.entries((listed ?? {}) as object);
  return named.filter(([, data]) => typeof data?.cookie === "object" && data.cookie !== null);
}

/** connect-redis has the id in the data. */
function withoutId<Data>({ id, ...data }: Data & { readonly id?: unknown }): readonly [string, Data] {
  if (typeof id !== "string") throw new Error("the store lists its sessions without their ids");
  return [id, data as Data];
}
