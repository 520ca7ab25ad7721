/** Sessions for Fastify 4 and 5: `app.register(fastifySessions(sessions))`, then `request.session`. */

import type { FastifyInstance, FastifyPluginCallback, FastifyReply, FastifyRequest } from "fastify";
import type { Session } from "../core/session/property-access.ts";
import type { SessionData } from "../core/session/session-data.ts";
import type { GivenSessions, Sessions } from "../create-sessions.ts";
import { waitForSessions } from "./mounting/opened-sessions.ts";
import { libraryOf, type Traces, usedTwice } from "./mounting/second-session.ts";
import { answerDebugCall, answerHeaders, answerPlainly, isDebugCall, NodeExchange } from "./node-http.ts";

/** Typed by the app: `declare module "sessionscope" { interface SessionData { user?: string } }`. */
export type RequestSession = Session<SessionData>;

declare module "fastify" {
  interface FastifyRequest {
    session: RequestSession;
  }
}

const traces: Traces = { sessionStore: "@fastify/session" };

/** Believes `X-Forwarded-Proto` exactly where Fastify does: by its option `trustProxy`. */
class FastifyExchange<Data extends object> extends NodeExchange<Data> {
  readonly #request: FastifyRequest;
  readonly #reply: FastifyReply;

  constructor(sessions: Sessions<Data>, request: FastifyRequest, reply: FastifyReply) {
    super(sessions, request.raw, reply.raw, (error) => this.#fail(error));
    this.#request = request;
    this.#reply = reply;
  }

  override get secure(): boolean {
    return this.#request.protocol === "https";
  }

  /** Fastify has written an answer, and it was dropped: its error handling writes another. */
  #fail(error: unknown): void {
    const reply = this.#reply;
    if (reply.sent) {
      reply.log.error(error);
      answerPlainly(error, this.response);
      return;
    }
    for (const name of answerHeaders) reply.removeHeader(name);
    reply.send(error);
  }
}

/**
 * A plugin that gives every request its session, and saves it before the answer leaves. Register it at the app, before
 * the plugins that use sessions. A session that cannot be saved is an error for the app's error handler: nothing has been
 * sent then. A hijacked reply has no error handler any more; it is answered by a line of text.
 * @example
 * import fastify from "fastify";
 * import { fastifySessions } from "sessionscope/fastify";
 *
 * const app = fastify();
 * app.register(fastifySessions(sessions));
 * app.get("/", async (request) => `Hello, ${request.session.get("user", "stranger")}`);
 * (await app.inject("/")).body; // => "Hello, stranger"
 */
export function fastifySessions<Data extends object = SessionData>(given: GivenSessions<Data>): FastifyPluginCallback {
  const opened = waitForSessions(given, "fastifySessions");
  const plugin: FastifyPluginCallback = (app, _options, registered) => {
    opened.then((sessions) => mount(app, sessions)).then(() => registered(), registered);
  };
  // As fastify-plugin does: the hook is for the whole app, not for an encapsulated part of it.
  return Object.assign(plugin, {
    [Symbol.for("skip-override")]: true,
    [Symbol.for("fastify.display-name")]: "sessionscope",
    [Symbol.for("plugin-meta")]: { name: "sessionscope", fastify: "4.x - 5.x" },
  });
}

function mount<Data extends object>(app: FastifyInstance, sessions: Sessions<Data>): void {
  const has = (name: string) => app.hasRequestDecorator(name);
  if (has("session")) throw usedTwice("fastifySessions", libraryOf(traces, has));
  app.decorateRequest("session", undefined as never);
  app.addHook("onRequest", (request, reply, next) => {
    const { endpoint } = sessions;
    if (endpoint && isDebugCall(endpoint, request.url)) {
      reply.hijack();
      answerDebugCall(endpoint, request.raw, reply.raw, request.url).catch((error) => {
        reply.log.error(error);
        answerPlainly(error, reply.raw);
      });
      return;
    }
    const exchange = new FastifyExchange(sessions, request, reply);
    const begin = (session: Session<Data>): void => {
      exchange.hold(session, request);
      next();
    };
    const session = sessions.open(exchange);
    if (session instanceof Promise) session.then(begin).catch(next);
    else begin(session);
  });
}
