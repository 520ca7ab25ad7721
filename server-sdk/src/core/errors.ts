/** One class per error. `code` is stable and documented in docs/errors.md; `status` is what an HTTP app may answer. */

export abstract class SessionError extends Error {
  abstract readonly code: string;
  /** The HTTP status frameworks that read `error.status` answer with. */
  abstract readonly status: number;
  override get name(): string {
    return this.constructor.name;
  }
  /** What Fastify and Koa read. */
  get statusCode(): number {
    return this.status;
  }
  /** Express, Koa and Fastify show a message to the client only below 500. */
  get expose(): boolean {
    return this.status < 500;
  }
}

/** `del(key)` or `pop(key)` without a fallback on a key that is not there (Python's KeyError). */
export class KeyError extends SessionError {
  readonly code = "SESSION_KEY_ABSENT";
  readonly status = 500;
  readonly key: string;
  constructor(key: string) {
    super(
      `The session has no key ${JSON.stringify(key)}. Use delete(key), pop(key, fallback) or has(key) where it may be absent.`,
    );
    this.key = key;
  }
}

/** The session was flushed, cycled, expired or deleted while this request was using it; nothing was written (Django's SessionInterrupted). */
export class SessionInterruptedError extends SessionError {
  readonly code = "SESSION_INTERRUPTED";
  readonly status = 400;
  constructor() {
    super(
      "The session was deleted or given a new key by another request before this one completed, for instance by a logout. Nothing was saved; let the visitor try again.",
    );
  }
}

/** The store could not be asked, or did not answer as a store does. Nobody was logged out by it. */
export class StoreError extends SessionError {
  readonly code = "SESSION_STORE_FAILED";
  readonly status = 503;
  constructor(doing: string, store: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`The ${store} session store failed to ${doing}: ${reason}`, { cause });
  }
}

/** A value that would not come back as it went in. */
export class NotSerializableError extends SessionError {
  readonly code = "SESSION_VALUE_NOT_JSON";
  readonly status = 500;
  /** Where in the session, for instance `cart.items[2].addedAt`. */
  readonly path: string;
  constructor(path: string, found: string, advice: string) {
    super(`session "${path}" is ${found}, which JSON cannot hold. ${advice}`);
    this.path = path;
  }
}

/** More than the cookie (or the configured limit) can carry. Nothing was sent or stored. */
export class SessionTooLargeError extends SessionError {
  readonly code = "SESSION_TOO_LARGE";
  readonly status = 500;
  readonly size: number;
  readonly limit: number;
  constructor(size: number, limit: number, advice: string) {
    super(`The session takes ${size} bytes; at most ${limit} are possible here. ${advice}`);
    this.size = size;
    this.limit = limit;
  }
}

/** The session was changed after the response's headers had gone: it cannot be saved before it is sent. */
export class HeadersSentError extends SessionError {
  readonly code = "SESSION_HEADERS_SENT";
  readonly status = 500;
  constructor(doing: string, instead = "Change the session before the first byte of the response.") {
    super(`Cannot ${doing}: the response's headers have been sent, so the change could be lost. ${instead}`);
  }
}

/** The session was changed after it could not be saved, for instance by the app's error handler: that would be lost. */
export class NotSavedError extends SessionError {
  readonly code = "SESSION_NOT_SAVED";
  /** That of the failure, where it names one. */
  readonly status: number;
  constructor(doing: string, failure: unknown) {
    const reason = failure instanceof Error ? failure.message : String(failure);
    super(
      `Cannot ${doing}: the session of this request could not be saved, and the answer to that error saves nothing either. Answer it without changing the session. What failed: ${reason}`,
      { cause: failure },
    );
    this.status = failure instanceof SessionError ? failure.status : 500;
  }
}

/** A setting that cannot work. Thrown when sessions are created, never during a request. */
export class SettingError extends SessionError {
  readonly code = "SESSION_BAD_SETTING";
  readonly status = 500;
  readonly setting: string;
  constructor(setting: string, problem: string, fix: string) {
    super(`Setting ${setting}: ${problem} ${fix}`);
    this.setting = setting;
  }
}

/** A wrong value for `setExpiry`, refused at the call. */
export class ExpiryError extends SessionError {
  readonly code = "SESSION_BAD_EXPIRY";
  readonly status = 500;
  constructor(found: string) {
    super(
      `setExpiry cannot use ${found}. Pass seconds (0: until the browser closes), a valid Date, a duration such as { days: 1, hours: 2 }, or null for the policy.`,
    );
  }
}

/** The store lacks an optional ability, for instance listing. */
export class UnsupportedError extends SessionError {
  readonly code = "SESSION_UNSUPPORTED";
  readonly status = 500;
}

/** A driver that is an optional peer dependency is not installed. */
export class MissingDriverError extends SessionError {
  readonly code = "SESSION_DRIVER_MISSING";
  readonly status = 500;
  constructor(store: string, packageName: string, cause: unknown) {
    super(`The ${store} store needs the package "${packageName}". Install it: npm install ${packageName}`, { cause });
  }
}

/** What a store threw: errors of the SDK as they are, anything else as a `StoreError` that says what the store was doing. */
export function asStoreError(doing: string, store: { readonly name: string }, error: unknown): SessionError {
  return error instanceof SessionError ? error : new StoreError(doing, store.name, error);
}
