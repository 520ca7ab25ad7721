/** Any backend of Keyv as a cache. Keyv has no compare-and-set: of two processes that write at once, one may undo the other. */

import type { Keyv } from "keyv";
import type { CacheItem } from "../../core/cache.ts";
import { SettingError } from "../../core/errors.ts";
import { inTime } from "../../core/process/in-time.ts";
import { checkWhole } from "../../core/storing/number-options.ts";
import type { CacheBackend } from "./backend.ts";

const defaultTimeoutMs = 3000;

/** A member of Keyv from 5.2 on, one of its options before. */
function backendOf(keyv: Keyv): unknown {
  const { store, opts } = keyv as unknown as { readonly store?: unknown; readonly opts?: { readonly store?: unknown } };
  return store ?? opts?.store;
}

export class KeyvBackend implements CacheBackend {
  readonly name = "Keyv";
  readonly atomic = false;
  readonly shared: boolean;
  readonly #keyv: Keyv;
  readonly #timeoutMs: number;
  readonly #onError = (error: unknown): void => {
    this.#lastError = error;
    this.#errors++;
  };
  #errors = 0;
  #lastError: unknown;

  /**
   * `timeout`: milliseconds until a call that is not answered fails.
   * @throws SettingError for an instance of Keyv 5 that answers a failing backend like a missing item, without an event.
   */
  constructor(keyv: Keyv, { timeout: timeoutMs = defaultTimeoutMs }: { readonly timeout?: number } = {}) {
    this.#keyv = keyv;
    checkWhole("timeout", timeoutMs);
    this.#timeoutMs = timeoutMs;
    const store = backendOf(keyv);
    this.shared = !(store instanceof Map || (store as { store?: unknown }).store instanceof Map);
    if (this.shared && (keyv as { throwOnErrors?: boolean }).throwOnErrors === false) {
      throw new SettingError(
        "store",
        "this Keyv hides the failures of its backend, which would sign everybody out while it is down.",
        "Make it with new Keyv({ …, throwOnErrors: true }).",
      );
    }
    keyv.on("error", this.#onError);
  }

  async get(key: string): Promise<CacheItem | null> {
    const text: unknown = await this.#asking(() => this.#keyv.get(key));
    return text === undefined ? null : { text: String(text), token: "" };
  }

  async add(key: string, text: string, expiresAt: number): Promise<boolean> {
    if ((await this.get(key)) !== null) return false;
    await this.#put(key, text, expiresAt);
    return true;
  }

  async replace(key: string, text: string, expiresAt: number): Promise<boolean> {
    await this.#put(key, text, expiresAt);
    return true;
  }

  async #put(key: string, text: string, expiresAt: number): Promise<void> {
    const lifetimeMs = Math.ceil(expiresAt - Date.now());
    if (lifetimeMs <= 0) {
      // Keyv takes a time to live of 0 or less for "never expires".
      await this.remove(key);
      return;
    }
    const stored = await this.#asking(() => this.#keyv.set(key, text, lifetimeMs));
    if (stored === false) throw new Error("Keyv did not store it");
  }

  async remove(key: string): Promise<"removed" | "absent"> {
    return (await this.#asking(() => this.#keyv.delete(key))) ? "removed" : "absent";
  }

  /** The app's own instance is left open. */
  async close(): Promise<void> {
    this.#keyv.off("error", this.#onError);
  }

  /** After a failure Keyv answers as for a missing item; only an event during the call tells the difference. */
  async #asking<T>(ask: () => Promise<T>): Promise<T> {
    const before = this.#errors;
    const late = () => new Error(`The backend of Keyv did not answer within ${this.#timeoutMs} ms`);
    const answer = await inTime(ask(), this.#timeoutMs, late);
    if (this.#errors > before) throw this.#lastError;
    return answer;
  }
}
