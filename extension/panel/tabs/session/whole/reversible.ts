/** The commands on the whole session that can be undone. For each: what it does, how it is undone, and the sentences that say so. */

import type { Expiry, Undoable } from "sessionscope/protocol";
import type { Cookie } from "../../../../cookies/cookie.ts";
import { isForeignCookie, whyNot } from "../../../engine.ts";
import { putCookiesBack } from "../../../put-cookies-back.ts";
import { expiryRule } from "../../../session/expiry-rule.ts";
import { countedKeys, type DestructiveAct } from "../../../snapshots/snapshot.ts";
import type { Panel, Visit } from "../../../state.ts";
import { atRevision } from "./at-revision.ts";
import { canUndo } from "./outlook.ts";
import { putBack, restoreIntoNew } from "./put-back.ts";
import { allKeys, type CommandParts, type KeptSession, keepSession, keptKeys } from "./snapshot.ts";

/** @template K what is kept to undo it. */
export interface Reversible<K> {
  /** What "Undo: …" names. */
  name(parts: CommandParts, kept: K): string;
  /** Tooltip of Undo, where the user should know what undoing does. */
  hint?(parts: CommandParts, kept: K): string;
  /** Can it be undone here? Left out: it can. */
  undoable?(panel: Panel): boolean;
  /** Does it. @returns null if there was nothing to do. @throws Error with a sentence for people */
  act(parts: CommandParts, at: Visit): Promise<K | null>;
  /** What was done. */
  sentence(parts: CommandParts, kept: K): string;
  /** @returns the sentence that says what undoing did. @throws Error with a sentence for people */
  undo(parts: CommandParts, kept: K, at: Visit): Promise<string>;
}

/** Keeps the session, then makes the call. @param act that destroys it; null: it does not. */
const keeping =
  (act: DestructiveAct | null, call: (at: Visit, revision: number) => Promise<Undoable>) =>
  (parts: CommandParts, at: Visit): Promise<KeptSession> =>
    atRevision(parts, at, async () => {
      const kept = await keepSession(parts, act, at);
      const { ticket } = await parts.reader.change(() => call(at, kept.revision));
      const left = parts.reader.session.peek()?.entries ?? [];
      const back = whyNot(parts.panel, "undo.restore") === null ? (ticket?.ticket ?? null) : null;
      return { ...kept, ticket: back, stayed: left.filter(({ readOnly }) => readOnly).length };
    });

const newSessionHint = ({ panel }: CommandParts, kept: KeptSession) =>
  panel.text("sessionFlushHint", (kept.ticket === null ? keptKeys : allKeys)(panel, kept));

const clear: Reversible<KeptSession> = {
  name: ({ panel }) => panel.text("sessionNameClear"),
  undoable: (panel) => canUndo(panel, "clear"),
  act: keeping("clear", (at, revision) => at.call("session.clear", { revision })),
  sentence({ panel }, { entries, hidden, stayed }) {
    const { text } = panel;
    const gone = Object.keys(entries).length + hidden - stayed;
    const said = gone === 1 ? text("sessionClearedOne") : text("sessionCleared", countedKeys(text, gone));
    return stayed === 0 ? said : text("twoSentences", said, text("sessionReadOnlyStay", countedKeys(text, stayed)));
  },
  undo: putBack,
};

const callFlush = keeping("flush", (at, revision) => at.call("session.flush", { revision }));
const callExpire = keeping("expire", (at, revision) => at.call("session.expire", { revision, where: "server" }));

const flush: Reversible<KeptSession> = {
  name: ({ panel }) => panel.text("sessionNameFlush"),
  undoable: (panel) => canUndo(panel, "flush"),
  hint: newSessionHint,
  async act(parts, at) {
    const snapshot = await callFlush(parts, at);
    parts.reader.end("flushed");
    return snapshot;
  },
  sentence({ panel }, snapshot) {
    const { text, hello } = panel;
    const said = text("sessionFlushed", allKeys(panel, snapshot), hello.peek()?.cookie.name ?? "");
    return isForeignCookie(hello.peek()) ? text("twoSentences", said, text("sessionCopyWorks")) : said;
  },
  undo: restoreIntoNew,
};

const expireOnServer: Reversible<KeptSession> = {
  name: ({ panel }) => panel.text("sessionNameExpire"),
  undoable: (panel) => canUndo(panel, "flush"),
  hint: newSessionHint,
  async act(parts, at) {
    const snapshot = await callExpire(parts, at);
    parts.reader.end("expired");
    return snapshot;
  },
  sentence: ({ panel }) => panel.text("sessionExpired"),
  undo: restoreIntoNew,
};

const expireCookie: Reversible<KeptSession> = {
  name: ({ panel }) => panel.text("sessionNameExpireCookie"),
  act: keeping(null, (at, revision) => at.call("session.expire", { revision, where: "cookie" })),
  sentence: ({ panel }) => panel.text("sessionExpiredCookie"),
  undo: ({ panel }, { cookies }, at) => putCookiesBack(panel, cookies, at),
};

/** Deletes the cookie of a session that is gone, and those that belong to it. */
const deleteCookie: Reversible<readonly [Cookie, ...Cookie[]]> = {
  name: ({ panel }, [{ name }]) => panel.text("undoDelete", name),
  async act({ panel }, { over }) {
    const [first, ...others] = panel.sessionCookies.peek();
    if (first === undefined) return null;
    const left: Cookie[] = [];
    for (const cookie of [first, ...others]) if (!(await panel.platform.cookies.remove(cookie))) left.push(cookie);
    await panel.refreshCookies();
    over.throwIfAborted();
    if (left[0] !== undefined) throw new Error(panel.text("sessionCookieStays", left[0].name));
    return [first, ...others];
  },
  sentence: ({ panel }, [{ name }]) => panel.text("sessionCookieDeleted", name),
  undo: ({ panel }, cookies, at) => putCookiesBack(panel, cookies, at),
};

export const reversible = { clear, flush, expireOnServer, expireCookie, deleteCookie } as const;

/** Sets when the session expires. */
export const settingExpiry = (expiry: Expiry): Reversible<Expiry> => ({
  name: ({ panel }) => panel.text("sessionNameExpiry"),
  async act(parts, at) {
    const before = parts.reader.session.peek()?.expiry ?? { kind: "policy" };
    await changeExpiry(parts, expiry, at);
    return before;
  },
  sentence: (parts) => ruleOf(parts, expiry),
  async undo(parts, before, at) {
    await changeExpiry(parts, before, at);
    return ruleOf(parts, before);
  },
});

const changeExpiry = (parts: CommandParts, expiry: Expiry, at: Visit) =>
  atRevision(parts, at, ({ revision }) =>
    parts.reader.change(() => at.call("session.setExpiry", { revision, expiry })),
  );

const ruleOf = ({ panel }: CommandParts, expiry: Expiry) => expiryRule(expiry, panel.hello.peek()!, panel.text);
