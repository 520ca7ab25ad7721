/** Asking Redis: every question has an answer or an error within a deadline, and an outage ends by itself. */

import { setTimeout as wait } from "node:timers/promises";
import { SettingError } from "../../core/errors.ts";
import { inTime } from "../../core/process/in-time.ts";
import { loadDriver } from "../../core/storing/load-driver.ts";
import { FirstTry } from "./first-try.ts";
import { expectGreetings } from "./greetings.ts";
import type { Script } from "./scripts.ts";

interface Connected {
  connect(): Promise<unknown>;
  /** Since version 5; before, `quit` and `disconnect`. */
  close?(): Promise<unknown>;
  destroy?(): void;
  quit?(): Promise<unknown>;
  disconnect?(): Promise<unknown>;
  /** Another one with the same options, not connected. */
  duplicate(): RedisClient;
  on(event: string, listener: (...args: unknown[]) => void): unknown;
}

interface SingleClient extends Connected {
  sendCommand(args: string[], options: object): Promise<unknown>;
}

interface ClusterClient extends Connected {
  readonly masters: readonly { readonly id: string }[];
  nodeClient(master: unknown): SingleClient | Promise<SingleClient>;
  sendCommand(firstKey: string, isReadonly: boolean, args: string[], options: object): Promise<unknown>;
}

interface SentinelClient extends Connected {
  getMasterNode(): unknown;
  sendCommand(isReadonly: boolean, args: string[], options: object): Promise<unknown>;
}

/** What the store needs of a client, a cluster or a sentinel of the `redis` package (version 4 to 6), its own or the app's. */
export type RedisClient = SingleClient | ClusterClient | SentinelClient;

/**
 * These options replace the client's own. Hashes come as lists of fields and texts (37 is `%`, a map in RESP3), because an
 * object would only be taken apart again. The client sets no deadline: it would make an `AbortSignal` for each command,
 * which costs more than the command. The deadline of this class covers it.
 */
const sending = { typeMapping: { 37: Array }, timeout: undefined };

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

  /** Fields and texts of a hash, one after the other. */
  fields(key: string): Promise<readonly string[]> {
    return this.#send(key, ["HGETALL", key]) as Promise<readonly string[]>;
  }

  run(script: Script, key: string, args: readonly string[]): Promise<unknown> {
    const client = this.#client;
    const whole = () => this.#send(key, ["EVAL", script.source, "1", key, ...args]);
    return this.#send(key, ["EVALSHA", script.sha, "1", key, ...args]).catch((error: unknown) =>
      this.#runAgain(whole, error, client),
    );
  }

  /** One step through the keys of one node. `next` is "0" when that was all of it; `null`: there is no such node. */
  scan(node: number, cursor: string, pattern: string): Promise<{ next: string; keys: string[] } | null> {
    return this.#ask(async (client) => {
      const scanned = await clientOfNode(client, node);
      if (scanned === undefined) return null;
      const reply = await send(scanned, "", ["SCAN", cursor, "MATCH", pattern, "COUNT", "1000"]);
      const [next, keys] = reply as [string, string[]];
      return { next, keys };
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

/** @throws SettingError for what is no client of `redis`, naming those of ioredis. */
function checkClient(client: unknown): void {
  const { sendCommand, connect, call } = (client ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof sendCommand === "function" && typeof connect === "function" && typeof call !== "function") return;
  const found =
    typeof call === "function"
      ? "the client is one of ioredis, whose answers have another form."
      : "this is no client.";
  throw new SettingError(
    "store",
    `RedisStore takes a client of the package "redis", version 4 to 6: ${found}`,
    'Make one with createClient({ url }) of "redis"; both packages can use one server. Or give the URL: store: "redis://…".',
  );
}

const pauseBetweenTriesMs = 500;
/** Each command that waits fails with an error of its own; this error event, without a listener, would end the process. */
const ignore = (): void => {};

/** When all that was asked is answered. */
const closeClient = async (client: RedisClient): Promise<unknown> => client.close?.() ?? client.quit?.();

const says = (error: unknown, word: string): boolean => error instanceof Error && error.message.includes(word);

/** Ends the connection at once. A client that has ended already throws. */
function endClient(client: RedisClient): void {
  try {
    if (client.destroy) client.destroy();
    else client.disconnect?.().catch(ignore);
  } catch {}
}

/** Whether it is connected within `timeoutMs`: a cluster gives up by itself when it finds no node. */
async function connects(client: RedisClient, timeoutMs: number): Promise<boolean> {
  client.on("error", ignore);
  try {
    await inTime(client.connect(), timeoutMs, () => new Error("no connection"));
    return true;
  } catch {
    return false;
  }
}

/** Not even a reading command goes to a replica: that may be behind. */
function send(client: RedisClient, key: string, args: string[]): Promise<unknown> {
  if ("masters" in client) return client.sendCommand(key, false, args, sending);
  if ("getMasterNode" in client) return client.sendCommand(false, args, sending);
  return client.sendCommand(args, sending);
}

/** In a cluster every master holds a part of the keys. */
async function clientOfNode(client: RedisClient, node: number): Promise<RedisClient | undefined> {
  if (!("masters" in client)) return node === 0 ? client : undefined;
  const master = [...client.masters].sort((a, b) => (a.id < b.id ? -1 : 1))[node];
  return master && client.nodeClient(master);
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
    await inTime(client.connect(), timeoutMs, () => lastError);
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
