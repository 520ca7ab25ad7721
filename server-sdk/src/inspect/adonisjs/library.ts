/** @adonisjs/session and AdonisJS, as far as they matter here. */

import type { IncomingMessage, ServerResponse } from "node:http";

export type Data = Readonly<Record<string, unknown>>;

export interface LibraryStore {
  read(id: string): Data | null | Promise<Data | null>;
  write(id: string, data: Data): void | Promise<void>;
  destroy(id: string): void | Promise<void>;
  touch(id: string): void | Promise<void>;
}

/** Outside of requests, the library gives `null`. */
export type MakeStore = (context: Context | null, config: LibraryConfig) => LibraryStore;

export interface LibraryConfig {
  readonly cookieName: string;
  /** The name of the one in use. */
  readonly store: string;
  readonly stores: Readonly<Record<string, MakeStore>>;
}

/** What `defineConfig` answers. */
export interface ConfigProvider {
  readonly type: "provider";
  resolver(app: App): Promise<LibraryConfig>;
}

export interface LibrarySession {
  readonly sessionId: string;
  /** No cookie of the library's came with the request. */
  readonly fresh: boolean;
  readonly flashKey: string;
  initiate(readOnly: boolean): Promise<void>;
  put(key: string, value: unknown): void;
  forget(key: string): void;
  clear(): void;
  regenerate(): void;
  commit(): Promise<void>;
}

export interface Library {
  readonly Session: new (
    config: LibraryConfig,
    make: MakeStore,
    emitter: { emit(): void },
    context: Context,
  ) => LibrarySession;
  /** The values of a session: keys are paths into them. */
  readonly ValuesStore: new (
    values: Data,
  ) => { set(key: string, value: unknown): void; all(): Data };
}

export interface Context {
  readonly request: { readonly request: IncomingMessage };
  readonly response: {
    readonly response: ServerResponse;
    header(name: string, value: string): unknown;
    getHeader(name: string): unknown;
  };
  readonly logger: unknown;
  readonly containerResolver: unknown;
}

export interface Middleware {
  handle(context: Context, next: () => Promise<unknown>): Promise<unknown>;
}

export interface Server {
  createRequest(request: IncomingMessage, response: ServerResponse): Context["request"];
  createResponse(request: IncomingMessage, response: ServerResponse): Context["response"];
  use(middleware: readonly (() => Promise<{ readonly default: new () => Middleware }>)[]): unknown;
}

export interface App {
  /** "web", "test", "console", "repl". */
  getEnvironment(): string;
  readonly config: { get(name: "session"): unknown; set(name: "session", value: unknown): void };
  readonly container: { make(name: "server"): Promise<Server> };
}

export const isProvider = (config: unknown): config is ConfigProvider =>
  typeof config === "object" && config !== null && "type" in config && config.type === "provider";

/** The store with these methods in place of its own. What else it has (tags) is there as before. */
export function withMethods(store: LibraryStore, methods: Partial<LibraryStore>): LibraryStore {
  return new Proxy(store, {
    get(target, name) {
      if (Object.hasOwn(methods, name)) return methods[name as keyof LibraryStore];
      const value = Reflect.get(target, name) as unknown;
      // A class with private fields takes no proxy for itself.
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

/** The same settings on another store. */
export function onStore(config: LibraryConfig, change: (store: LibraryStore, context: Context | null) => LibraryStore) {
  const make = config.stores[config.store]!;
  const changed: MakeStore = (context, given) => change(make(context, given), context);
  return { ...config, stores: { ...config.stores, [config.store]: changed } };
}
