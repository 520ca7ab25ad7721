/** The library as far as it matters here, and what can be asked of a storage without effect. */

export interface LibrarySession {
  /** Empty: the storage has none, or has not stored it yet. */
  readonly id: string;
  readonly data: Readonly<Record<string, unknown>>;
  set(key: string, value: unknown): void;
  unset(key: string): void;
}

/** Of `commitSession`: attributes that the cookie has instead of the storage's own. */
export type CommitOptions = Readonly<Record<string, unknown>>;

export interface LibraryStorage {
  getSession(cookieHeader?: string | null, options?: object): Promise<LibrarySession>;
  commitSession(session: LibrarySession, options?: CommitOptions): Promise<string>;
  destroySession(session: LibrarySession, options?: CommitOptions): Promise<string>;
}

/** What `createCookie` makes. */
export interface LibraryCookie {
  readonly name: string;
  serialize(value: unknown, options?: object): Promise<string>;
}

/**
 * The line of an empty session; `null`: this storage keeps its sessions elsewhere, and was not made to write one. Such a
 * storage asks for the id of what it is to commit before it stores anything, and gets no answer.
 */
export async function emptyLine({ commitSession }: LibraryStorage): Promise<string | null> {
  const asked = new Error("The id was asked for.");
  const session = {
    data: {},
    get id(): string {
      throw asked;
    },
  };
  try {
    return await commitSession(session as LibrarySession);
  } catch (error) {
    if (error === asked) return null;
    throw error;
  }
}
