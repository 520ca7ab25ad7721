/** Asking Redis: every question has an answer or an error within a deadline, and an outage ends by itself. */

import { setTimeout as wait } from "node:timers/promises";
import { inTime } from "../../core/process/in-time.ts";
import { loadDriver } from "../../core/storing/load-driver.ts";
import { checkClient, clientOfNode, closeClient, connectAndAsk, endClient, type RedisClient, send } from "./client.ts";
import { FirstTry } from "./first-try.ts";
import { expectGreetings } from "./greetings.ts";
import type { Script } from "./scripts.ts";

export type { RedisClient } from "./client.ts";

export class RedisConnection {
  #client: RedisClient;
  readonly #owned: boolean;
  readonly #timeoutMs: number;
  #closed = false;
  #replacing = false;
  #firstTry: FirstTry | undefined;
  #renewing: Promise<boolean> | undefined;
  /** When that was begun last, on the monotonic clock. */
  #renewedAt = Number.NEGATIVE_INFINITY;

  /** `owned`: nobody else uses the client, so it may be closed, and replaced when it hangs or leads to the wrong server. */
  constructor(client: RedisClient, owned: boolean, timeoutMs: number) {
    checkClient(client);
    this.#client = client;
    this.#owned = owned;
    this.#timeoutMs = timeoutMs;
    if (owned) this.#watch(client);
  }

  /** Fields and texts of a hash, one after the other; `null`: something else lies under the key. */
  fields(key: string): Promise<readonly string[] | null> {
    return this.#ask((client) => fieldsOf(client, key));
  }

  /** Those of several hashes, in the order of the keys, within one deadline. */
  manyFields(keys: readonly string[]): Promise<readonly (readonly string[] | null)[]> {
    return this.#ask((client) => Promise.all(keys.map((key) => fieldsOf(client, key))));
  }

  run(script: Script, key: string, args: readonly string[]): Promise<unknown> {
    const client = this.#client;
    const whole = () => this.#send(key, ["EVAL", script.source, "1", key, ...args]);
    return this.#send(key, ["EVALSHA", script.sha, "1", key, ...args]).catch((error: unknown) =>
      this.#runAgain(whole, error, client),
    );
  }

  /** One step through the keys of one node. `next` is "0" when that was all of it; `null`: there is no such node. */
  scan(node: number, cursor: string, pattern: string, count: number): Promise<{ next: string; keys: string[] } | null> {
    return this.#ask(async (client) => {
      const scanned = await clientOfNode(client, node);
      if (scanned === undefined) return null;
      const reply = await send(scanned, "", ["SCAN", cursor, "MATCH", pattern, "COUNT", String(count)]);
      const [next, keys] = reply as [string, string[]];
      return { next, keys };
    });
  }

  /** How many keys there are, on all nodes together. */
  size(): Promise<number> {
    return this.#ask(async (client) => {
      let size = 0;
      for (let at = 0, node = await clientOfNode(client, at); node; node = await clientOfNode(client, ++at)) {
        size += Number(await send(node, "", ["DBSIZE"]));
      }
      return size;
    });
  }

  /** The app's own client is left to the app. */
  async close(): Promise<void> {
    if (!this.#owned || this.#closed) return;
    this.#closed = true;
    // What is under way gets its answer, as long as there are answers.
    await this.#ask(closeClient).catch(() => endClient(this.#client));
  }

  #send(key: string, args: string[]): Promise<unknown> {
    return this.#ask((client) => send(client, key, args));
  }

  #ask<T>(question: (client: RedisClient) => Promise<T>): Promise<T> {
    // Its connection may be there already, and nobody behind it.
    if (this.#replacing) return Promise.reject(new Error("The connection to Redis is being made anew"));
    const client = this.#client;
    const coming = this.#firstTry?.pending;
    const answer = coming ? coming.then(() => question(client)) : question(client);
    return inTime(answer, this.#timeoutMs, () => {
      if (this.#owned) void this.#replace(client);
      return new Error(`Redis did not answer within ${this.#timeoutMs} ms`);
    });
  }

  #watch(client: RedisClient): void {
    this.#firstTry = new FirstTry(client);
    expectGreetings(client, this.#timeoutMs, () => void this.#replace(client));
  }

  /** Runs a script again after an error that says nothing of it has run. */
  async #runAgain(whole: () => Promise<unknown>, error: unknown, client: RedisClient): Promise<unknown> {
    let refusal = error;
    // Redis forgets scripts when it restarts, fails over, or is told to.
    if (says(refusal, "NOSCRIPT")) {
      try {
        return await whole();
      } catch (next) {
        refusal = next;
      }
    }
    // The server has become a replica. The address may now lead to the server that takes writes.
    if (says(refusal, "READONLY") && (await this.#renew(client))) return whole();
    throw refusal;
  }

  /** Whether another connection has taken the place of `old`. Calls at the same time share one attempt. */
  #renew(old: RedisClient): Promise<boolean> {
    if (!this.#owned || this.#closed) return Promise.resolve(false);
    if (old !== this.#client) return Promise.resolve(true);
    this.#renewing ??= this.#connectAnew(old).finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  }

  /** The old one serves until the new one does. */
  async #connectAnew(old: RedisClient): Promise<boolean> {
    // Where the address leads to a replica for good, not every write makes a connection.
    if (performance.now() - this.#renewedAt < pauseBetweenTriesMs) return false;
    this.#renewedAt = performance.now();
    const client = old.duplicate();
    const connected = await connects(client, this.#timeoutMs);
    if (!connected || this.#closed || this.#client !== old) {
      endClient(client);
      return !this.#closed && this.#client !== old;
    }
    this.#client = client;
    this.#watch(client);
    inTime(closeClient(old), this.#timeoutMs, () => new Error("no answer")).catch(() => endClient(old));
    return true;
  }

  /**
   * Answers come in order: when one is overdue, so are all behind it. The connection may be dead without a sign (a
   * firewall, a cut cable), and then only a new one helps. This tries until one connects: the next may be dead as well.
   */
  async #replace(silent: RedisClient): Promise<void> {
    if (this.#closed || this.#replacing || silent !== this.#client) return;
    this.#replacing = true;
    while (!this.#closed) {
      const old = this.#client;
      this.#client = old.duplicate();
      this.#firstTry = undefined;
      endClient(old);
      if (await connects(this.#client, this.#timeoutMs)) {
        this.#watch(this.#client);
        break;
      }
      await wait(pauseBetweenTriesMs, undefined, { ref: false });
    }
    this.#replacing = false;
    if (this.#closed) endClient(this.#client);
  }
}

/** Milliseconds. */
const pauseBetweenTriesMs = 500;
/** Each command that waits fails with an error of its own; this error event, without a listener, would end the process. */
const ignore = (): void => {};

const fieldsOf = (client: RedisClient, key: string): Promise<readonly string[] | null> =>
  (send(client, key, ["HGETALL", key]) as Promise<readonly string[]>).catch((error: unknown) => {
    if (error instanceof Error && error.message.startsWith("WRONGTYPE")) return null;
    throw error;
  });

const says = (error: unknown, word: string): boolean => error instanceof Error && error.message.includes(word);

/** Whether it is connected within `timeoutMs`: a cluster gives up by itself when it finds no node. */
async function connects(client: RedisClient, timeoutMs: number): Promise<boolean> {
  client.on("error", ignore);
  try {
    await inTime(connectAndAsk(client), timeoutMs, () => new Error("no connection"));
    return true;
  } catch {
    return false;
  }
}

/** Milliseconds between the tries to connect anew: soon at first, then once a second, never all processes at once. */
const retryDelay = (tries: number): number => Math.min(50 * 2 ** tries, 1000) * (0.5 + Math.random() / 2);

/** Connects a client made for the store. Rejects when that takes longer than `timeoutMs`. */
export async function connectOwn(url: URL, cluster: boolean, timeoutMs: number): Promise<RedisClient> {
  const redis = await loadDriver<typeof import("redis")>("Redis", "redis");
  const socket = { connectTimeout: timeoutMs, reconnectStrategy: retryDelay };
  // Without a connection a command fails at once: requests must not pile up behind an outage.
  const options = { disableOfflineQueue: true, commandsQueueMaxLength: 100_000 };
  const client: RedisClient = cluster
    ? redis.createCluster({ rootNodes: [{ url: url.href }], defaults: { ...options, ...accountOf(url), socket } })
    : redis.createClient({ ...options, url: url.href, socket });
  let lastError = new Error(`no connection within ${timeoutMs} ms`);
  client.on("error", (error) => {
    lastError = error as Error;
  });
  try {
    await inTime(connectAndAsk(client), timeoutMs, () => lastError);
    return client;
  } catch (error) {
    endClient(client);
    throw error;
  }
}

function accountOf({ username, password }: URL): { username?: string; password?: string } {
  return {
    ...(username && { username: decodeURIComponent(username) }),
    ...(password && { password: decodeURIComponent(password) }),
  };
}
