/** Redis or Valkey as the cache in front of a database, through the app's own client of the `redis` package. */

import type { Cache, CacheItem } from "../../core/cache.ts";
import { inTime } from "../../core/process/in-time.ts";
import { checkWhole } from "../../core/storing/number-options.ts";

/** The methods that are needed of a connected client or cluster: those of `redis` have them. */
export interface RedisCommands {
  get(key: string): Promise<string | null>;
  set(key: string, text: string, options: { PX: number; NX?: true }): Promise<unknown>;
  del(key: string): Promise<number>;
  eval(script: string, call: { keys: string[]; arguments: string[] }): Promise<unknown>;
}

/** The text itself is the token: an item that holds an equal text again counts as the same item. */
const compareAndSet = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1`;

export class RedisCache implements Cache {
  readonly name = "Redis";
  readonly atomic = true;
  readonly shared = true;
  readonly #client: RedisCommands;
  readonly #timeoutMs: number;

  /** `timeout`: milliseconds until a call that is not answered fails. The client is left to the app to close. */
  constructor(client: RedisCommands, { timeout: timeoutMs = 1000 }: { readonly timeout?: number } = {}) {
    this.#client = client;
    checkWhole("timeout", timeoutMs);
    this.#timeoutMs = timeoutMs;
  }

  async get(key: string): Promise<CacheItem | null> {
    const text = await this.#inTime(this.#client.get(key));
    return text === null ? null : { text, token: text };
  }

  async add(key: string, text: string, expiresAt: number): Promise<boolean> {
    return (await this.#inTime(this.#client.set(key, text, { PX: millisecondsUntil(expiresAt), NX: true }))) !== null;
  }

  async replace(key: string, text: string, expiresAt: number, token: string): Promise<boolean> {
    const call = { keys: [key], arguments: [token, text, `${millisecondsUntil(expiresAt)}`] };
    return (await this.#inTime(this.#client.eval(compareAndSet, call))) === 1;
  }

  async remove(key: string): Promise<"removed" | "absent"> {
    return (await this.#inTime(this.#client.del(key))) > 0 ? "removed" : "absent";
  }

  /** The client is the app's. */
  async close(): Promise<void> {}

  #inTime<T>(asked: Promise<T>): Promise<T> {
    return inTime(asked, this.#timeoutMs, () => new Error(`Redis did not answer within ${this.#timeoutMs} ms`));
  }
}

/** Redis takes no time to live below one millisecond. */
const millisecondsUntil = (expiresAt: number): number => Math.max(1, Math.floor(expiresAt - Date.now()));
