/** Asks a library what it is about to do, and ends it there: the rest must not happen. All of it is done at once, without waiting. */

/** Thrown by what the library calls. */
export class Enough {
  readonly found: unknown;
  constructor(found: unknown) {
    this.found = found;
  }
}

/** What was found when it was enough; `undefined`: the work came to its end. */
export function until(work: () => void): unknown {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof Enough) return error.found;
    throw error;
  }
}

/** Does the work with other methods on the object, and puts its own back. Nobody else runs in between. */
export function instead<T, O extends object>(object: O, methods: Partial<O>, work: () => T): T {
  const names = Object.keys(methods);
  const before = names.map((name) => Object.getOwnPropertyDescriptor(object, name));
  try {
    for (const [name, value] of Object.entries(methods)) {
      Object.defineProperty(object, name, { value, writable: true, enumerable: false, configurable: true });
    }
    return work();
  } finally {
    for (const [at, name] of names.entries()) {
      const own = before[at];
      if (own) Object.defineProperty(object, name, own);
      else Reflect.deleteProperty(object, name);
    }
  }
}
