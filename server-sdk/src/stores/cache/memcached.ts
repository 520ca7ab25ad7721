/** Memcached servers as a cache: compare-and-set, one server per key, errors within a deadline. */

import { hash } from "node:crypto";
import type { CacheItem } from "../../core/cache.ts";
import { SessionTooLargeError, SettingError } from "../../core/errors.ts";
import { startDeadline } from "../../core/process/in-time.ts";
import type { CacheBackend } from "./backend.ts";
import { MemcachedConnection, type Reply } from "./memcached-connection.ts";

const timeoutMs = 3000;
/** After a failure to connect, further calls fail at once for this long. */
const restAfterFailure = 500;
const defaultPort = 11_211;
/** Memcached takes seconds up to this as a time to live, and more than this as a moment. */
const maxRelativeSeconds = 30 * 86_400;
/** The last moment that Memcached's numbers can name, in 2038. */
const lastMoment = 2 ** 31 - 1;
const never = 0;
const immediately = -1;
/** Its own default; `-I` raises it. */
const usualLimit = 1024 * 1024;

export class Memcached implements CacheBackend {
  readonly name = "Memcached";
  readonly atomic = true;
  readonly shared = true;
  readonly #servers: readonly Server[];

  /** `addresses`: "host" or "host:port". @throws SettingError for one that is neither. */
  constructor(addresses: readonly string[]) {
    this.#servers = addresses.map((address) => new Server(address));
  }

  async get(key: string): Promise<CacheItem | null> {
    const { line, item } = await this.#ask(key, `gets ${key}`);
    if (item) {
      if (item.key !== key) throw new Error("the server answered with another item");
      return item;
    }
    if (line === "END") return null;
    throw new Error(line);
  }

  async add(key: string, text: string, expiresAt: number): Promise<boolean> {
    return this.#store("add", key, text, secondsUntil(expiresAt));
  }

  async replace(key: string, text: string, expiresAt: number, token: string): Promise<boolean> {
    return this.#store("cas", key, text, secondsUntil(expiresAt), token);
  }

  async remove(key: string, token?: string): Promise<"removed" | "changed" | "absent"> {
    // Not every server knows a conditional delete. Replacing the item by one that expires at once does the same.
    const { line } =
      token === undefined
        ? await this.#ask(key, `delete ${key}`)
        : await this.#ask(key, `cas ${key} 0 ${immediately} 0 ${token}`, Buffer.alloc(0));
    if (line === "DELETED" || line === "STORED") return "removed";
    if (line === "EXISTS") return "changed";
    if (line === "NOT_FOUND") return "absent";
    throw new Error(line);
  }

  async close(): Promise<void> {
    for (const server of this.#servers) server.close();
  }

  async #store(command: string, key: string, text: string, seconds: number, token = ""): Promise<boolean> {
    const data = Buffer.from(text);
    const { line } = await this.#ask(key, `${command} ${key} 0 ${seconds} ${data.length} ${token}`.trimEnd(), data);
    if (line === "STORED") return true;
    if (line === "NOT_STORED" || line === "EXISTS" || line === "NOT_FOUND") return false;
    if (line.includes("too large")) {
      const limit = Math.min(usualLimit, data.length - 1);
      throw new SessionTooLargeError(data.length, limit, "Store less in it, or raise the limit of Memcached (-I).");
    }
    throw new Error(line);
  }

  /** Every process must find the same server for a key, also after one has come or gone (rendezvous hashing). */
  #ask(key: string, line: string, data?: Buffer): Promise<Reply> {
    let [server] = this.#servers;
    if (this.#servers.length > 1) {
      let best = "";
      for (const candidate of this.#servers) {
        const weight = hash("sha256", `${candidate.address} ${key}`, "hex");
        if (weight > best) [server, best] = [candidate, weight];
      }
    }
    return server!.ask(line, data);
  }
}

class Server {
  readonly address: string;
  readonly #host: string;
  readonly #port: number;
  #connecting: Promise<MemcachedConnection> | null = null;
  #connection: MemcachedConnection | null = null;
  #lastFailure: { readonly error: unknown; readonly at: number } | null = null;

  constructor(address: string) {
    const url = URL.canParse(`memcached://${address}`) ? new URL(`memcached://${address}`) : null;
    if (!url?.hostname || url.pathname || url.username) {
      throw new SettingError("store", `${JSON.stringify(address)} is no address.`, 'Write "host" or "host:port".');
    }
    this.address = address;
    this.#host = url.hostname.replace(/^\[|\]$/g, "");
    this.#port = Number(url.port || defaultPort);
  }

  async ask(line: string, data?: Buffer): Promise<Reply> {
    const connection = this.#connection?.failed === false ? this.#connection : await this.#connect();
    const callOff = startDeadline(timeoutMs, () =>
      connection.fail(new Error(`Memcached did not answer within ${timeoutMs} ms`)),
    );
    try {
      return await connection.ask(line, data);
    } finally {
      callOff();
    }
  }

  close(): void {
    this.#connection?.fail(new Error("the store is closed"));
  }

  #connect(): Promise<MemcachedConnection> {
    const failure = this.#lastFailure;
    if (failure && performance.now() - failure.at < restAfterFailure) return Promise.reject(failure.error);
    this.#connecting ??= this.#open().finally(() => {
      this.#connecting = null;
    });
    return this.#connecting;
  }

  async #open(): Promise<MemcachedConnection> {
    const late = new AbortController();
    const callOff = startDeadline(timeoutMs, () => late.abort());
    try {
      this.#connection = await MemcachedConnection.open(this.#host, this.#port, late.signal);
      this.#lastFailure = null;
      return this.#connection;
    } catch (cause) {
      const reason = late.signal.aborted ? `no connection within ${timeoutMs} ms` : (cause as Error).message;
      const error = new Error(`${this.address}: ${reason}`, { cause });
      this.#lastFailure = { error, at: performance.now() };
      throw error;
    } finally {
      callOff();
    }
  }
}

/**
 * When Memcached may forget an item, in its own terms. Rounded up, and one second more because its clock counts whole
 * seconds: Memcached must not be the first to find a session dead.
 */
function secondsUntil(expiresAt: number): number {
  const seconds = Math.ceil((expiresAt - Date.now()) / 1000) + 1;
  if (seconds <= 0) return immediately;
  if (seconds <= maxRelativeSeconds) return seconds;
  const moment = Math.ceil(expiresAt / 1000) + 1;
  return moment <= lastMoment ? moment : never;
}
