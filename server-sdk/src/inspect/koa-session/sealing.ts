/** koa-session without a store: the cookie is the session. */

import { cookieByteLimit } from "../../core/cookie.ts";
import { policyExpiry } from "../../core/expiry.ts";
import type { Sealing } from "../base/sealed-bridge.ts";
import { cookieFactsOf, demandKeys, expiryKinds, expiryOf, maxAgeOf, userOf } from "./facts.ts";
import { dropLines, type KoaContext, linesOf, load, type MaxAge, sampleLines, visit } from "./library.ts";

/** `asking`: the context of whoever asks. `policy`: the app's `maxAge`. */
export function koaSealing(asking: () => KoaContext, key: string, policy: MaxAge | undefined): Sealing {
  return {
    name: "koa-session (cookie)",
    limit: cookieByteLimit,
    expiry: expiryKinds(policy),
    cookie: async () => cookieFactsOf(await sampleLines(asking()), key, policy),
    async open(sent) {
      const visited = visit(asking(), sent);
      const session = await load(visited);
      if (!session) return null;
      const { maxAge } = visited.manager.opts;
      const expiry = expiryOf(maxAge, policy);
      return { data: session.toJSON(), expiry, expiresAt: session._expire, user: userOf(session) };
    },
    async seal(data, _sent, expiry = policyExpiry) {
      demandKeys(Object.keys(data));
      const visited = visit(asking(), new Map());
      const { manager } = visited;
      manager.set({ ...data });
      manager.opts.maxAge = maxAgeOf(expiry, policy);
      await manager.commit({ save: true });
      return linesOf(visited);
    },
    dropLines: () => dropLines(asking()),
  };
}
