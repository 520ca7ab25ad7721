/** Finds and writes the session of a cookie through a bridge, as `debug/session-access.ts` does for our own. */

import type { SessionId } from "../../core/session-key.ts";
import type { Change } from "../../core/store.ts";
import type { FoundSession, SessionAccess, Written } from "../../debug/session-access.ts";
import type { Hello } from "../../protocol.ts";
import type { CookieFacts, Held, SentCookies } from "../bridge.ts";
import type { BridgedSession, BridgedSessions, Step } from "./bridged-sessions.ts";
import { cannotOf, commandsOf } from "./commands.ts";

interface SentSession<Ref> extends BridgedSession<Ref> {
  /** By which it was found. */
  readonly sent: SentCookies;
}

/** A change that changes nothing: only the revision is compared. */
const nothing = { set: new Map(), delete: new Set<string>(), clear: false } as const;

export function bridgedAccess<Ref>(sessions: BridgedSessions<Ref>): SessionAccess {
  const { bridge } = sessions;
  const read = async (cookieValue: string, more: SentCookies): Promise<[SentCookies, Held<Ref> | null]> => {
    const { name } = await sessions.ask("read a session", () => bridge.cookie());
    const sent = new Map([...more, ...(cookieValue === "" ? [] : [[name, cookieValue] as const])]);
    return [sent, await sessions.ask("read a session", () => bridge.read(sent))];
  };
  const change = (found: FoundSession, change: Change, step: Step<Ref>): Promise<Written> => {
    const { held, sent } = found as SentSession<Ref>;
    return sessions.change(held.id, () => bridge.read(sent), change, step);
  };
  return {
    foreign: {
      engine: {
        name: bridge.name,
        revisions: "observed",
        edits: bridge.edits,
        expiry: [...bridge.expiry],
        cannot: cannotOf(bridge),
      },
      commands: commandsOf(bridge),
      limit: bridge.limit ?? null,
      cookie: async () => factsOf(await sessions.ask("make a cookie", () => bridge.cookie())),
      dropLines: (found) => sessions.ask("drop a cookie", () => bridge.dropLines((found as BridgedSession<Ref>).held)),
      toldElsewhere: (found, revision) => sessions.atLeast((found as BridgedSession<Ref>).held, revision),
      async end(found) {
        const { stored, cookieValue } = found;
        const { revision, expiry, expiresAt } = stored;
        const only = { ...nothing, modifiedAt: Date.now(), expiry: { from: expiry, expiresAt }, ifRevision: revision };
        const ended = await change(found, only, async (held) => {
          await bridge.remove?.(held);
          return { held, cookieValue, lines: [] };
        });
        return ended.outcome === "stored" ? { ...ended, found: null } : ended;
      },
    },
    async find(cookieValue, more = new Map()) {
      const [sent, held] = await read(cookieValue, more);
      return held && ({ ...sessions.foundOf(held, cookieValue), sent } satisfies SentSession<Ref>);
    },
    async idOf(cookieValue, more = new Map()) {
      const [, held] = await read(cookieValue, more);
      return (held?.id as SessionId | undefined) ?? null;
    },
    create: (session) => sessions.create(session),
    commit: (found, changes) => change(found, changes, (held, next) => bridge.write!(held, next)),
    rotate: (found, changes) => change(found, changes, (held) => bridge.rotate!(held)),
    async remove(found) {
      const { held } = found as BridgedSession<Ref>;
      await sessions.alone(held.id, () => sessions.ask("end a session", async () => bridge.remove?.(held)));
    },
  };
}

function factsOf(facts: CookieFacts): Pick<Hello, "cookie" | "cookieAge" | "expireAtBrowserClose"> {
  const { name, more, maxAge, age = maxAge ?? 0 } = facts;
  return {
    cookie: {
      name,
      domain: facts.domain ?? null,
      path: facts.path ?? "/",
      secure: facts.secure ?? false,
      httpOnly: facts.httpOnly ?? false,
      sameSite: facts.sameSite ?? null,
      partitioned: facts.partitioned ?? false,
      ...(more && more.length > 0 && { more: [...more] }),
    },
    cookieAge: age,
    expireAtBrowserClose: maxAge === undefined,
  };
}
