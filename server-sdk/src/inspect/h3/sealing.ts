/** Sessions of h3: the cookie is the session. It has an id and the moment of its creation inside. */

import { cookieByteLimit } from "../../core/cookie.ts";
import type { Opened, Sealing } from "../base/sealed-bridge.ts";
import { dropLineOf, factsOf, parseLine } from "../base/set-cookie-lines.ts";
import type { CookieFacts, SentCookies } from "../bridge.ts";
import type { H3Library, H3Session, SessionConfig } from "./library.ts";

/** Bytes in chunks. Sealed a session grows by a third, and Node takes 16,384 bytes of headers. */
const chunkedLimit = 10_000;
const headerLimit = 16_384;
/** Characters of a chunk, unless the app says. */
const chunkLength = 4000;

interface Sample {
  readonly line: string;
  readonly facts: CookieFacts;
}

export function h3Sealing(h3: H3Library, config: SessionConfig): Sealing {
  const { name = "h3", cookie } = config;
  const { chunkMaxLength = chunkLength }: { chunkMaxLength?: number } = cookie || {};
  const chunks = h3.chunks ? Math.ceil(headerLimit / chunkMaxLength) : 0;
  const seal = (data: object, sent: SentCookies, by = config) =>
    h3.visit(sent, async (event) => {
      const session = await h3.getSession(event, by);
      for (const key of Object.keys(session.data ?? {})) delete session.data![key];
      await h3.updateSession(event, by, data);
    });
  const takeSample = async (): Promise<Sample> => {
    if (cookie === false)
      throw new Error("with cookie: false its sessions are in a header, and only cookies can be shown");
    const lines = await seal({}, new Map(), { ...config, generateId: () => "sample" });
    const line = lines.at(-1)!;
    const more = h3.chunks ? [`${name}.*`] : [];
    return { line, facts: { ...factsOf(parseLine(line)), more } };
  };
  let sampling: Promise<Sample> | undefined;
  const sample = () => (sampling ??= takeSample());
  return {
    name: "h3",
    limit: h3.chunks ? chunkedLimit : cookieByteLimit,
    cookie: async () => (await sample()).facts,
    async open(sent) {
      let opened: H3Session | undefined;
      await h3.visit(sent, async (event) => {
        const sealed = h3.sealedOf(event, name);
        // `getSession` would make a session where there is none, and count a look as a visit.
        opened = sealed ? await h3.unsealSession(event, config, sealed).catch(() => undefined) : undefined;
      });
      return opened?.id ? openedOf(opened, config) : null;
    },
    seal: (data, sent) => seal(data, sent),
    async dropLines() {
      const { line } = await sample();
      const names = [name, ...Array.from({ length: chunks }, (_, index) => `${name}.${index + 1}`)];
      return names.map((one) => dropLineOf(line, one));
    },
  };
}

function openedOf({ id, createdAt, lastSeenAt = createdAt, data = {} }: H3Session, config: SessionConfig): Opened {
  const { maxAge, idleTimeout, seal } = config;
  const ends: number[] = [];
  if (maxAge && createdAt) ends.push(createdAt + maxAge * 1000);
  if (idleTimeout && lastSeenAt) ends.push(lastSeenAt + idleTimeout * 1000);
  // A seal with a time of its own does not tell when it was made.
  const known = ends.length > 0 && !seal?.ttl;
  return { data, id: id!, createdAt, ...(known && { expiresAt: Math.min(...ends) }) };
}
