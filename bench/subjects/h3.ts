/** A small server on h3, whose sessions are in their cookies. */

import { createServer, type Server } from "node:http";
import type { H3, SessionConfig } from "sessionscope/inspect/h3";
import { pages, type Words } from "./pages.ts";
import { peer } from "./peers.ts";
import { secret, weeks } from "./subject.ts";

type Data = Record<string, unknown>;

interface Event {
  readonly url: URL;
  readonly context: { session: { readonly data: Data } };
}

/** `before`: the handler that an app puts before its pages. */
export async function onH3(before?: (h3: H3, config: SessionConfig) => unknown): Promise<Server> {
  const h3 = await peer("h3");
  const config = { name: "shop", password: secret, maxAge: weeks / 1000, cookie: { secure: false } };
  const app = new h3.H3({ silent: true });
  if (before) app.use(before(h3, config));
  app.use(
    h3.defineEventHandler(async (event: Event) => {
      const [, first, parameter = ""] = event.url.pathname.split("/");
      const path = first === "seed" ? "/seed/:size" : parameter ? "/change/:key" : event.url.pathname;
      // It makes one for whoever asks.
      if (path !== "/untouched") event.context.session = await h3.getSession(event, config);
      const text = await pages[path]!(words(h3, config), event, parameter);
      return new Response(text, { headers: { "Content-Type": "text/plain", "Content-Length": `${text.length}` } });
    }),
  );
  return createServer(h3.toNodeHandler(app));
}

/** Its apps save what they have changed. */
const words = (
  h3: { updateSession(event: Event, config: object, data: Data): Promise<unknown> },
  config: object,
): Words<Event> => {
  return {
    get: ({ context }, key) => context.session.data[key],
    set: ({ context }, key, value) => {
      context.session.data[key] = value;
    },
    rotate: () => {},
    end: () => {},
    save: (event) => h3.updateSession(event, config, event.context.session.data),
  };
};
