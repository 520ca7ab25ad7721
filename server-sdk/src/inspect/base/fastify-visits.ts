/**
 * Requests of the bridge's own to a Fastify app, by `app.inject`: the library's hooks write the cookie of the session that the
 * bridge has put there. Its `onRequest` hook answers them, so that no page and no later hook of that kind sees them.
 */

import { randomUUID } from "node:crypto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Lines } from "../bridge.ts";

const header = "sessionscope-visit";

export class FastifyVisits {
  readonly #app: FastifyInstance;
  readonly #target: () => string;
  readonly #under: Map<string, (request: FastifyRequest) => void> = new Map();

  /** `target`: of a route whose requests reach the hook. */
  constructor(app: FastifyInstance, target: () => string) {
    this.#app = app;
    this.#target = target;
  }

  /** In the hook, before anything else. @returns whether it was a visit: it is answered then. */
  answers(request: FastifyRequest, reply: FastifyReply): boolean {
    const work = this.#under.get(String(request.headers[header]));
    if (!work) return false;
    work(request);
    reply.send("");
    return true;
  }

  /** The `Set-Cookie` lines of the answer when this was done to the request. @throws Error when there are none. */
  async linesAfter(work: (request: FastifyRequest) => void): Promise<Lines> {
    const id = randomUUID();
    this.#under.set(id, work);
    try {
      const answer = await this.#app.inject({ method: "GET", url: this.#target(), headers: { [header]: id } });
      const lines = [answer.headers["set-cookie"] ?? []].flat();
      if (lines.length > 0) return lines;
      throw new Error("the library was not asked for its cookie: a hook before it has answered the request");
    } finally {
      this.#under.delete(id);
    }
  }
}
