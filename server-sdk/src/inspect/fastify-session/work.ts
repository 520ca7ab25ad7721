/** One request of the app, from its session's loading to its answer. */

import type { FastifyReply, FastifyRequest } from "fastify";
import { pathOf } from "../../adapters/node-http/debug-call.ts";
import type { SeenRequest, SeenSession } from "../base/serve-bridge.ts";

export class Work {
  readonly by: SeenRequest;
  readonly reply: FastifyReply;
  /** It is not at work on its session any more. */
  readonly end: () => void;
  /** When it came in: of `performance.now()`. */
  readonly start: number;
  /** The session that its cookie led to. */
  before: SeenSession | null = null;

  constructor(request: FastifyRequest, reply: FastifyReply, requestId: string, end: () => void) {
    this.by = { requestId, method: request.method, path: pathOf(request.url) };
    this.reply = reply;
    this.end = end;
    this.start = performance.now() - reply.elapsedTime;
  }
}
