/** The plugin: it answers the calls to the endpoint, announces it, and hears what the auth handler's requests do. */

import type { DebugOptions } from "../../core/settings.ts";
import { defaultPath } from "../../protocol.ts";
import { isInspectable } from "../base/inspectable.ts";
import { OneWarning } from "../base/one-warning.ts";
import type { Inspected } from "../base/serve-bridge.ts";
import type { AuthBridge } from "./bridge.ts";
import type { AuthContext, Library } from "./library.ts";
import type { Visit, Visits } from "./visits.ts";

/** As the library takes it. */
export interface AuthPlugin {
  readonly id: "sessionscope";
  init?(auth: AuthContext): Promise<{ options: { databaseHooks?: ReturnType<Visits["hooks"]> } }>;
  onRequest?(request: Request, auth: AuthContext): Promise<{ response: Response } | undefined>;
  onResponse?(response: Response, auth: AuthContext): Promise<{ response: Response } | undefined>;
}

interface Inspection {
  readonly bridge: AuthBridge;
  readonly inspected: Inspected;
  readonly visits: Visits;
  readonly answer: typeof import("../../adapters/fetch.ts").answerDebugCall;
}

/** @param load brings the library's own functions, once debug is on. */
export function authPlugin(load: () => Promise<Library>, debug: Omit<DebugOptions, "path"> = {}): AuthPlugin {
  const id = "sessionscope";
  if (!isInspectable(debug)) return { id };
  let inspection: Inspection | null = null;
  /** By the context that the library makes for each request. */
  const visits = new WeakMap<object, Visit>();
  const warning = new OneWarning();
  const plugin: AuthPlugin = {
    id,
    async init(auth) {
      if (isSecond(plugin, auth)) {
        warning.twice("better-auth");
        return { options: {} };
      }
      try {
        inspection = await inspect(await load(), auth, debug, warning);
        return { options: { databaseHooks: inspection.visits.hooks() } };
      } catch (error) {
        warning.cannotShow(error);
        return { options: {} };
      }
    },
    async onRequest(request, auth) {
      if (inspection === null) return undefined;
      const { bridge, inspected, answer } = inspection;
      const { pathname, search } = new URL(request.url);
      const { endpoint } = inspected;
      if (pathname === endpoint.path || endpoint.ownsBelow(pathname + search)) {
        return { response: await bridge.askedBy(auth, () => answer(endpoint, request, undefined)) };
      }
      visits.set(auth, inspection.visits.begin(request));
      return undefined;
    },
    async onResponse(response, auth) {
      const visit = visits.get(auth);
      if (inspection === null || !visit) return undefined;
      const { inspected } = inspection;
      const { visits: ended } = inspection;
      warning.guard(() => ended.end(inspected, visit, response));
      const { endpoint } = inspected;
      return { response: withHeader(response, endpoint.header, endpoint.announce(visit.requestId)) };
    },
  };
  return plugin;
}

function isSecond(plugin: AuthPlugin, { options: { plugins = [] } }: AuthContext): boolean {
  return plugins.indexOf(plugin) > plugins.findIndex(({ id }) => id === plugin.id);
}

async function inspect(
  library: Library,
  auth: AuthContext,
  debug: DebugOptions,
  warning: OneWarning,
): Promise<Inspection> {
  if (!auth.options.database && !auth.options.secondaryStorage) {
    throw new Error("it has no database, so that its sessions are in their cookies alone");
  }
  const [{ AuthBridge }, { Visits }, { serveBridge }, { answerDebugCall: answer }] = await Promise.all([
    import("./bridge.ts"),
    import("./visits.ts"),
    import("../base/serve-bridge.ts"),
    import("../../adapters/fetch.ts"),
  ]);
  const bridge = new AuthBridge(library, auth);
  const inspected = serveBridge(bridge, { ...debug, path: `${basePathOf(auth)}${defaultPath}` });
  return { bridge, inspected, visits: new Visits(bridge, (error) => warning.mayMiss(error)), answer };
}

/** Where the app has mounted the auth handler, without a slash at its end. */
function basePathOf({ baseURL, options }: AuthContext): string {
  const path = URL.canParse(baseURL) ? new URL(baseURL).pathname : (options.basePath ?? "/api/auth");
  return path.replace(/\/+$/, "");
}

/** Headers of some responses cannot be changed: those of a redirect. */
function withHeader(response: Response, name: string, value: string): Response {
  try {
    response.headers.set(name, value);
    return response;
  } catch {
    const { status, statusText, body } = response;
    const headers = new Headers(response.headers);
    headers.set(name, value);
    return new Response(body, { status, statusText, headers });
  }
}
