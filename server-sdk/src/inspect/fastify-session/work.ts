/** One request of the app, from its session's loading to its answer. */

import type { FastifyReply, FastifyRequest } from "fastify";
import { pathOf } from "../../adapters/node-http/debug-call.ts";
import type { Seen } from "../base/seen.ts";
import type { SeenRequest } from "../base/serve-bridge.ts";

/** As the endpoint counts it, once it has been told. */
export interface Revisions {
  before: number;
}

export interface Ended extends SeenRequest {
  readonly status: number;
  /** Milliseconds. */
  readonly duration: number;
  readonly revisions: Revisions;
}

export class Work {
  readonly by: SeenRequest;
  readonly reply: FastifyReply;
  /** It is not at work on its session any more. */
  readonly end: () => void;
  /** When it came in: of `performance.now()`. */
  readonly start: number;
  /** The session that its cookie led to. */
  before: Seen | null = null;
  readonly revisions: Revisions = { before: 0 };

  constructor(request: FastifyRequest, reply: FastifyReply, requestId: string, end: () => void) {
    this.by = { requestId, method: request.method, path: pathOf(request.url) };
    this.reply = reply;
    this.end = end;
    this.start = performance.now() - reply.elapsedTime;
  }

  /** With this status, now. Nothing of the app's is in it. */
  ended(status: number): Ended {
    const { by, revisions, start } = this;
    return { ...by, at: Date.now(), status, duration: performance.now() - start, revisions };
  }
}
