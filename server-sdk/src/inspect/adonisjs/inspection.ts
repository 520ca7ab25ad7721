/** The first middleware of the server: it answers the calls to the endpoint, and hears what the app's requests do to their sessions. */

import { answerDebugCall, isDebugCall, pathOf } from "../../adapters/node-http/debug-call.ts";
import type { DebugOptions } from "../../core/settings.ts";
import { endpointPath } from "../base/endpoint-path.ts";
import { enterChange } from "../base/enter-change.ts";
import { InFlight } from "../base/in-flight.ts";
import { OneWarning } from "../base/one-warning.ts";
import type { Inspected, SeenRequest } from "../base/serve-bridge.ts";
import { parseLine } from "../base/set-cookie-lines.ts";
import { AppStore, type Work } from "./app-store.ts";
import { Asking } from "./asking.ts";
import { CookieBridge } from "./cookie-bridge.ts";
import { type App, type ConfigProvider, type Context, type Library, type LibraryConfig, onStore } from "./library.ts";
import { StoredBridge } from "./stored-bridge.ts";

/** The endpoint, and how the library is asked. */
interface Loaded {
  readonly inspected: Inspected;
  readonly asking: Asking;
}

export class AdonisInspection {
  readonly #app: App;
  readonly #debug: DebugOptions;
  readonly #load: () => Promise<Library>;
  readonly #warning = new OneWarning();
  readonly #inFlight = new InFlight();
  readonly #appStore = new AppStore(this.#inFlight, (work) => this.#warning.guard(work));
  #provider: ConfigProvider | undefined;
  /** The app's, once it has made one. */
  #config: LibraryConfig | undefined;
  #loading: Promise<Loaded | null> | undefined;
  #requests = 0;

  constructor(app: App, debug: DebugOptions, load: () => Promise<Library>) {
    this.#app = app;
    this.#debug = { ...debug, path: endpointPath(debug.path) };
    this.#load = load;
  }

  /** The settings that the app gives the library, with its store watched. */
  watch(provider: ConfigProvider): ConfigProvider {
    this.#provider = provider;
    const resolver = async (app: App) => {
      this.#config = await provider.resolver(app);
      return onStore(this.#config, (store, context) => this.#appStore.watch(store, context));
    };
    return { ...provider, resolver };
  }

  async handle(context: Context, next: () => Promise<unknown>): Promise<unknown> {
    this.#loading ??= this.#start(context);
    const loaded = await this.#loading;
    if (!loaded) return next();
    const { inspected, asking } = loaded;
    const { endpoint } = inspected;
    const { request } = context.request;
    const target = request.url ?? "/";
    if (isDebugCall(endpoint, target)) {
      return asking.by(context, () => answerDebugCall(endpoint, request, context.response.response, target));
    }
    const start = performance.now();
    const by = { requestId: `${++this.#requests}`, method: request.method ?? "GET", path: pathOf(target) };
    context.response.header(endpoint.header, endpoint.announce(by.requestId));
    const work = this.#appStore.begin(context);
    try {
      return await next();
    } finally {
      work.end();
      this.#warning.guard(() => this.#record(inspected, { ...by, duration: performance.now() - start }, context, work));
    }
  }

  async #start(context: Context): Promise<Loaded | null> {
    try {
      if (!this.#provider) throw new Error("there are no settings of @adonisjs/session in config/session.ts");
      const [library, server, { serveBridge }] = await Promise.all([
        this.#load(),
        this.#app.container.make("server"),
        import("../base/serve-bridge.ts"),
      ]);
      const own = this.#config ?? (await this.#provider.resolver(this.#app));
      const asking = new Asking({ library, server, config: () => this.#config ?? own });
      const store = own.stores[own.store]!(context, own);
      const { name } = store.constructor;
      const bridge =
        name === "CookieStore"
          ? new CookieBridge(name, asking)
          : new StoredBridge(name === "Object" ? "a store" : name, asking, this.#inFlight);
      return { inspected: serveBridge(bridge, this.#debug), asking };
    } catch (error) {
      this.#warning.cannotShow(error);
      return null;
    }
  }

  #record(inspected: Inspected, by: SeenRequest & { duration: number }, context: Context, { found, left }: Work): void {
    if (left === undefined || !(found || left)) {
      inspected.endpoint.withoutSession();
      return;
    }
    const lines = [context.response.getHeader("set-cookie") ?? []].flat().map(String);
    const line = left ? lines.findLast((one) => parseLine(one).name === this.#config?.cookieName) : undefined;
    enterChange(inspected, { ...by, status: context.response.response.statusCode }, { found, left, line });
  }
}
