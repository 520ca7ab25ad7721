/** Sessions of hono-sessions in its `CookieStore`: the cookie is the session. */

import { cookieByteLimit } from "../../core/cookie.ts";
import type { Sealing } from "../base/sealed-bridge.ts";
import { dropLineOf, factsOf, parseLine } from "../base/set-cookie-lines.ts";
import type { SentCookies } from "../bridge.ts";
import { type CookieStore, endOf, type Middleware, type SessionData, setValue, valuesOf, visit } from "./library.ts";

export function cookieSealing(middleware: Middleware, store: CookieStore): Sealing {
  const seal = (data: Readonly<Record<string, unknown>>, sent: SentCookies) =>
    visit(middleware, sent, (session) => {
      const had = valuesOf(session.getCache());
      for (const key of Object.keys(had)) if (!Object.hasOwn(data, key)) session.forget(key);
      for (const [key, value] of Object.entries(data)) {
        if (JSON.stringify(had[key]) !== JSON.stringify(value)) setValue(session, key, value);
      }
    });
  let sampling: Promise<string> | undefined;
  const sample = () => (sampling ??= seal({}, new Map()).then((lines) => lines.at(-1)!));
  return {
    name: "hono-sessions (CookieStore)",
    limit: cookieByteLimit,
    cookie: async () => factsOf(parseLine(await sample())),
    async open(sent) {
      let data: SessionData | null = null;
      await visit(middleware, sent, async (_session, c) => {
        data = await store.getSession(c as never);
      });
      return data && openedOf(data);
    },
    seal,
    dropLines: async () => [dropLineOf(await sample())],
  };
}

function openedOf(data: SessionData) {
  const expiresAt = endOf(data);
  return expiresAt !== undefined && expiresAt <= Date.now() ? null : { data: valuesOf(data), expiresAt };
}
