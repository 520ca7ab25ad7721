/**
 * Revisions as the suite counts them: 1 is the first that it has seen of a session. A server that counts what it observes
 * (`hello.engine.revisions`) begins anywhere; of one that stores its revisions they are taken as they are.
 */

type Turn = (revision: number, handle: string) => number;
type Members = Readonly<Record<string, unknown>>;

export class RelativeRevisions {
  readonly #areObserved: boolean;
  /** The first revision of each session, by handle. */
  readonly #firsts = new Map<string, number>();
  /** The handle of the session that a cookie or a ref leads to. */
  readonly #handles = new Map<string, string>();

  constructor(areObserved: boolean) {
    this.#areObserved = areObserved;
  }

  /** Parameters as the server counts. `name`: the cookie or ref of the session that they are about. */
  sent<T>(params: T, name: string | null): T {
    const turn: Turn = (revision, handle) => revision + (this.#firsts.get(handle) ?? 1) - 1;
    return this.#turned(params, this.handleOf(name), turn);
  }

  /** An answer or event as the suite counts. `name`: the cookie or ref of the session that it is about. */
  received<T>(result: T, name: string | null = null): T {
    const turn: Turn = (revision, handle) => {
      const first = this.#firsts.get(handle) ?? revision;
      this.#firsts.set(handle, first);
      return revision - first + 1;
    };
    return this.#turned(result, this.handleOf(name), turn);
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
    const first = from === null ? undefined : this.#firsts.get(from);
    if (first !== undefined && from !== to) this.#firsts.set(to, first);
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
