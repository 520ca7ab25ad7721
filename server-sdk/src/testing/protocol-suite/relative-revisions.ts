/**
 * Revisions as the suite counts them: 1 is the first that it has seen of a session, 2 the next. A server that counts what it
 * observes (`hello.engine.revisions`) begins anywhere and leaves gaps; one that stores its revisions is held to its numbers.
 */

type Turn = (revision: number, handle: string) => number;
type Members = Readonly<Record<string, unknown>>;

/** How far above the last revision that the suite has seen one lies that the server cannot have given yet. */
const far = 1e9;

export class RelativeRevisions {
  readonly #areObserved: boolean;
  /** The revisions of each session that the suite has seen, by handle, the lowest first. */
  readonly #seen = new Map<string, readonly number[]>();
  /** The handle of the session that a cookie or a ref leads to. */
  readonly #handles = new Map<string, string>();

  constructor(areObserved: boolean) {
    this.#areObserved = areObserved;
  }

  /** Parameters as the server counts. `name`: the cookie or ref of the session that they are about. */
  sent<T>(params: T, name: string | null): T {
    const turn: Turn = (count, handle) => {
      const seen = this.#seen.get(handle) ?? [];
      return seen[count - 1] ?? (seen.at(-1) ?? 0) + far * (count - seen.length);
    };
    return this.#turned(params, this.handleOf(name), turn);
  }

  /** An answer or event as the suite counts. `name`: the cookie or ref of the session that it is about. */
  received<T>(result: T, name: string | null = null): T {
    const handle = this.handleOf(name);
    // An answer tells of the newest before it tells of the commits on the way there.
    this.#turned(result, handle, (revision, of) => {
      this.#add(of, [revision]);
      return revision;
    });
    return this.#turned(result, handle, (revision, of) => this.#seen.get(of)!.indexOf(revision) + 1);
  }

  handleOf(name: string | null): string | null {
    return (name !== null && this.#handles.get(name)) || null;
  }

  /** A cookie or a ref leads to the session of this handle. */
  leads(name: string | null, handle: string): void {
    if (name !== null) this.#handles.set(name, handle);
  }

  /** A session goes on under another handle. */
  moved(from: string | null, to: string): void {
    if (from !== null) this.#add(to, this.#seen.get(from) ?? []);
  }

  #add(handle: string, revisions: readonly number[]): void {
    const all = new Set([...(this.#seen.get(handle) ?? []), ...revisions]);
    this.#seen.set(
      handle,
      [...all].sort((one, other) => one - other),
    );
  }

  #turned<T>(value: T, handle: string | null, turn: Turn): T {
    if (!this.#areObserved || typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map((one) => this.#turned(one, handle, turn)) as T;
    const { handle: own, previousHandle: previous, ref } = value as Members;
    const named = typeof own === "string" ? own : typeof previous === "string" ? previous : handle;
    const before = typeof previous === "string" ? previous : named;
    if (typeof ref === "string" && typeof own === "string") this.leads(ref, own);
    const members = Object.entries(value).map(([name, held]) => {
      const of = name === "revision" ? named : name === "revisionBefore" ? before : null;
      return [name, of !== null && typeof held === "number" ? turn(held, of) : this.#turned(held, named, turn)];
    });
    return Object.fromEntries(members) as T;
  }
}
