/** Asking Redis: every question has an answer or an error within a deadline, and an outage ends by itself. */

import { loadDriver } from "../../core/load-driver.ts";
import type { Script } from "./scripts.ts";

/** What the store needs of a client or cluster of the `redis` package (version 6), its own or the app's. */
export interface RedisClient {
  hGetAll(key: string): Promise<Readonly<Record<string, string>>>;
  evalSha(sha: string, call: ScriptCall): Promise<unknown>;
  eval(source: string, call: ScriptCall): Promise<unknown>;
  connect(): Promise<unknown>;
  close(): Promise<unknown>;
  destroy(): void;
}

interface ScriptCall {
  readonly keys: string[];
  readonly arguments: string[];
}

interface ScanningClient {
  scan(cursor: string, options: { MATCH: string; COUNT: number }): Promise<{ cursor: string; keys: string[] }>;
}

export class RedisConnection {
  readonly #client: RedisClient;
  readonly #owned: boolean;
  /** Milliseconds. */
  readonly #patience: number;
  #closed = false;

  /** `owned`: nobody else uses the client, so it may be closed, and begun anew when it hangs. */
  constructor(client: RedisClient, owned: boolean, patience: number) {
    this.#client = client;
    this.#owned = owned;
    this.#patience = patience;
  }

  fields(key: string): Promise<Readonly<Record<string, string>>> {
    return this.#inTime(this.#client.hGetAll(key));
  }

  async run(script: Script, key: string, args: readonly string[]): Promise<unknown> {
    const call = { keys: [key], arguments: args as string[] };
    try {
      return await this.#inTime(this.#client.evalSha(script.sha, call));
    } catch (error) {
      // Redis forgets scripts when it restarts, fails over, or is told to. Nothing has run.
      if (!(error instanceof Error) || !error.message.startsWith("NOSCRIPT")) throw error;
      return this.#inTime(this.#client.eval(script.source, call));
    }
  }

  /** One step through the keys of one node. `next` is "0" when that was all of it; `null`: there is no such node. */
  async scan(node: number, cursor: string, pattern: string): Promise<{ next: string; keys: string[] } | null> {
    const client = await this.#inTime(scanningClient(this.#client, node));
    if (client === undefined) return null;
    const reply = await this.#inTime(client.scan(cursor, { MATCH: pattern, COUNT: 1000 }));
    return { next: reply.cursor, keys: reply.keys };
  }

  /** The app's own client is left to the app. */
  async close(): Promise<void> {
    if (!this.#owned || this.#closed) return;
    this.#closed = true;
    await this.#inTime(this.#client.close()).catch(() => {});
  }

  async #inTime<T>(asked: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        this.#reconnect();
        reject(new Error(`Redis did not answer within ${this.#patience} ms`));
      }, this.#patience);
    });
    try {
      return await Promise.race([asked, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /**
   * Answers come in order: where one is overdue, all behind it are. The connection may be dead without a sign (a
   * firewall, a cut cable), and then only a new one helps.
   */
  #reconnect(): void {
    if (!this.#owned) return;
    this.#client.destroy();
    if (!this.#closed) this.#client.connect().catch(() => {});
  }
}

/** In a cluster every master holds a part of the keys. */
async function scanningClient(client: RedisClient, node: number): Promise<ScanningClient | undefined> {
  if (!("masters" in client)) return node === 0 ? (client as RedisClient & ScanningClient) : undefined;
  const cluster = client as RedisClient & {
    readonly masters: readonly { readonly id: string }[];
    nodeClient(master: unknown): Promise<ScanningClient>;
  };
  const master = [...cluster.masters].sort((a, b) => (a.id < b.id ? -1 : 1))[node];
  return master && cluster.nodeClient(master);
}

/** Milliseconds between the tries to connect anew: soon at first, then once a second, never all processes at once. */
const retryDelay = (tries: number): number => Math.min(50 * 2 ** tries, 1000) * (0.5 + Math.random() / 2);

/** Connects a client made for the store. Rejects when that takes longer than `patience` milliseconds. */
export async function connectOwn(url: URL, cluster: boolean, patience: number): Promise<RedisClient> {
  const redis = await loadDriver("Redis", "redis", () => import("redis"));
  const socket = { connectTimeout: patience, reconnectStrategy: retryDelay };
  // Without a connection a command fails at once: requests must not pile up behind an outage.
  const options = { disableOfflineQueue: true, commandsQueueMaxLength: 100_000 };
  const client = cluster
    ? redis.createCluster({ rootNodes: [{ url: url.href }], defaults: { ...options, ...accountOf(url), socket } })
    : redis.createClient({ ...options, url: url.href, socket });
  let lastError: unknown;
  // Without a listener each of them would end the process. Whoever asks meanwhile gets an error of his own.
  client.on("error", (error: unknown) => {
    lastError = error;
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(lastError ?? new Error(`no connection within ${patience} ms`)), patience);
  });
  try {
    await Promise.race([client.connect(), late]);
    return client as unknown as RedisClient;
  } catch (error) {
    client.destroy();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

function accountOf({ username, password }: URL): { username?: string; password?: string } {
  return {
    ...(username && { username: decodeURIComponent(username) }),
    ...(password && { password: decodeURIComponent(password) }),
  };
}
