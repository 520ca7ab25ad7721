/** Stores as apps write them for koa-session. */

import { createClient } from "redis";

export interface KoaStore {
  get(key: string, maxAge: unknown, options: { readonly rolling: boolean }): Promise<unknown>;
  set(
    key: string,
    data: object,
    maxAge: number | "session",
    options: { readonly changed: boolean; readonly rolling: boolean },
  ): Promise<void>;
  destroy(key: string): Promise<void>;
}

/** JSON texts. */
export class TextStore implements KoaStore {
  readonly texts = new Map<string, string>();
  /** How often it has been told to renew what it gives. */
  renewed = 0;
  fails = false;

  async get(key: string, _maxAge: unknown, { rolling }: { readonly rolling: boolean }): Promise<unknown> {
    this.#demandUp();
    if (rolling) this.renewed++;
    const text = this.texts.get(key);
    return text && JSON.parse(text);
  }

  async set(key: string, data: object): Promise<void> {
    this.#demandUp();
    this.texts.set(key, JSON.stringify(data));
  }

  async destroy(key: string): Promise<void> {
    this.#demandUp();
    this.texts.delete(key);
  }

  #demandUp(): void {
    if (this.fails) throw new Error("the store is down");
  }
}

/** In memory, as the objects that they are. */
export class ObjectStore implements KoaStore {
  readonly objects = new Map<string, object>();

  async get(key: string): Promise<unknown> {
    return this.objects.get(key);
  }

  async set(key: string, data: object): Promise<void> {
    this.objects.set(key, data);
  }

  async destroy(key: string): Promise<void> {
    this.objects.delete(key);
  }
}

const connect = (url: string) => createClient({ url }).connect();
type Client = Awaited<ReturnType<typeof connect>>;

export class RedisStore implements KoaStore, AsyncDisposable {
  readonly #client: Client;

  private constructor(client: Client) {
    this.#client = client;
  }

  static async open(url: string): Promise<RedisStore> {
    return new RedisStore(await connect(url));
  }

  async get(key: string): Promise<unknown> {
    const text = await this.#client.get(key);
    return text && JSON.parse(`${text}`);
  }

  async set(key: string, data: object, maxAge: number | "session"): Promise<void> {
    const text = JSON.stringify(data);
    if (maxAge === "session") await this.#client.set(key, text);
    else await this.#client.set(key, text, { expiration: { type: "PX", value: maxAge } });
  }

  async destroy(key: string): Promise<void> {
    await this.#client.del(key);
  }

  async records(): Promise<Record<string, unknown>> {
    const records: Record<string, unknown> = {};
    for (const key of (await this.#client.keys("*")).sort()) records[`${key}`] = await this.#client.get(key);
    return records;
  }

  async clear(): Promise<void> {
    await this.#client.flushAll();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.close();
  }
}
