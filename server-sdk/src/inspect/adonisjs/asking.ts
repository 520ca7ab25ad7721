/** What @adonisjs/session says when it is asked: in a context that no browser has asked for, where no listener of the app's hears of it. */

import { AsyncLocalStorage } from "node:async_hooks";
import { headerOf } from "../base/set-cookie-lines.ts";
import { virtualRequest } from "../base/virtual-request.ts";
import type { Lines, SentCookies } from "../bridge.ts";
import {
  type Context,
  type Data,
  type Library,
  type LibraryConfig,
  type LibrarySession,
  type LibraryStore,
  onStore,
  type Server,
  withMethods,
} from "./library.ts";

export interface AskingOptions {
  readonly library: Library;
  readonly server: Server;
  readonly config: () => LibraryConfig;
}

export interface Opened {
  readonly session: LibrarySession;
  /** As the store has it; `null`: it has none. */
  readonly data: Data | null;
  /** The `Set-Cookie` lines that the library has written so far. */
  lines(): Lines;
}

export class Asking {
  readonly #given: AskingOptions;
  readonly #real = new AsyncLocalStorage<Context>();

  constructor(given: AskingOptions) {
    this.#given = given;
  }

  get config(): LibraryConfig {
    return this.#given.config();
  }

  get library(): Library {
    return this.#given.library;
  }

  /** Does the work of a request: of it, an app's store may want to know something. */
  by<T>(context: Context, work: () => T): T {
    return this.#real.run(context, work);
  }

  /** The session of these cookies. Nothing of it reaches the store before `commit`. */
  open(sent: SentCookies): Promise<Opened> {
    return this.#open(sent, (store) => store);
  }

  /** A new session, of which no store hears. */
  fresh(): Promise<Opened> {
    return this.#open(new Map(), (store) => withMethods(store, nowhere));
  }

  async #open(sent: SentCookies, on: (store: LibraryStore) => LibraryStore): Promise<Opened> {
    const { library, server } = this.#given;
    let data: Data | null = null;
    const config = onStore(this.config, (made) => {
      const store = on(made);
      const read = async (id: string) => {
        data = await store.read(id);
        // The library writes into what it loads, and a store in memory gives the very object.
        return data && { ...data };
      };
      return withMethods(store, { read });
    });
    const real = this.#real.getStore()!;
    const cookie = sent.size === 0 ? undefined : headerOf(sent);
    const { request, response } = virtualRequest(real.request.request, { target: "/", cookie });
    const context: Context = {
      request: server.createRequest(request, response),
      response: server.createResponse(request, response),
      logger: real.logger,
      containerResolver: real.containerResolver,
    };
    const session = new library.Session(config, config.stores[config.store]!, unheard, context);
    await session.initiate(false);
    return { session, data, lines: () => [context.response.getHeader("set-cookie") ?? []].flat().map(String) };
  }
}

const unheard = { emit() {} };
const nowhere: LibraryStore = { read: () => null, write() {}, destroy() {}, touch() {} };
