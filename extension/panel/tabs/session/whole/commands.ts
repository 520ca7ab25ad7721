/** What is done to the session as a whole: clear, flush, expire, cycle, expiry. Each keeps what it takes to undo it. */

import { type ReadonlySignal, signal } from "@preact/signals";
import type { Changed, Expiry, SessionState } from "sessionscope/protocol";
import type { Cookie } from "../../../../cookies/cookie.ts";
import type { Edit } from "../../../../json/edit.ts";
import { CallFailed } from "../../../server/client.ts";
import type { Panel, Visit } from "../../../state.ts";
import type { Step } from "../../../undo.ts";
import { count } from "../../../widgets/format.ts";
import type { Reader } from "../known/reader.ts";
import { expiryRule } from "./expiry-form.ts";

export interface Endings {
  /** One of these is under way. */
  readonly busy: ReadonlySignal<boolean>;
  clear(): Promise<void>;
  flush(): Promise<void>;
  expire(where: "server" | "cookie"): Promise<void>;
  cycleKey(): Promise<void>;
  setExpiry(expiry: Expiry): Promise<void>;
  /** A new session, with these keys. */
  create(entries: Readonly<Record<string, string>>, done: string): Promise<string | null>;
  setTestCookie(): Promise<void>;
  /** The cookie of a session that is gone. */
  deleteCookie(): Promise<void>;
}

/** A state of the session, to be put back. */
interface Snapshot {
  readonly entries: Readonly<Record<string, string>>;
  readonly expiry: Expiry;
  readonly user: string | null;
  /** Keys that the server hides: they cannot be put back. */
  readonly hidden: number;
  readonly cookie: Cookie | null;
}

const mostTries = 3;

export function createEndings(
  panel: Panel,
  reader: Reader,
  /** Makes edits and throws, in words, when it cannot. */
  putBack: (edits: readonly Edit[], at: Visit) => Promise<void>,
  end: AbortSignal,
): Endings {
  const { text, history } = panel;
  const busy = signal(false);

  const inWords = (error: unknown): Error =>
    error instanceof CallFailed && /unreachable|timeout/.test(error.code)
      ? new Error(text("sessionAwayUndo"))
      : (error as Error);

  /** At the revision that is there; read again and tried again when the session has moved on meanwhile. */
  const atRevision = async <T>(at: Visit, act: (session: SessionState) => Promise<T>): Promise<T> => {
    for (let tries = 1; ; tries++) {
      const session = reader.session.peek();
      at.over.throwIfAborted();
      if (session === null) throw new Error(text("sessionNone"));
      try {
        return await act(session);
      } catch (error) {
        const { code } = error instanceof CallFailed ? error : { code: "" };
        if (code === "gone" || code === "no-session") await reader.read();
        if (code !== "stale-revision" || tries === mostTries) throw inWords(error);
        await reader.read();
      }
    }
  };

  const keep = async (at: Visit, { expiry, user }: SessionState): Promise<Snapshot> => {
    for (const { key, state } of reader.entries.peek()) if (state === "cut") await reader.whole(key, at);
    const all = reader.entries.peek();
    const open = all.filter(({ state }) => state !== "locked");
    return {
      entries: Object.fromEntries(open.map((entry) => [entry.key, entry.text])),
      expiry,
      user,
      hidden: all.length - open.length,
      cookie: panel.sessionCookie.peek(),
    };
  };

  const keysOf = ({ entries }: Snapshot) => Object.keys(entries);
  const countKeys = (number: number) => text(number === 1 ? "keyOne" : "keyMany", count(number));
  const restored = (id: string, snapshot: Snapshot): string => {
    const lost = snapshot.hidden === 0 ? "" : ` ${text("sessionHiddenLost", countKeys(snapshot.hidden))}`;
    return text(id, countKeys(keysOf(snapshot).length)) + lost;
  };
  const clearedText = (number: number) =>
    number === 1 ? text("sessionClearedOne") : text("sessionCleared", countKeys(number));
  const allKeys = (snapshot: Snapshot) => keysOf(snapshot).length + snapshot.hidden;

  const change = (call: () => Promise<Changed>) => reader.change(call);

  const intoNewSession = async (at: Visit, snapshot: Snapshot): Promise<string> => {
    const { entries, expiry, user } = snapshot;
    try {
      await change(() => at.call("session.restore", { revision: null, entries, expiry, user }));
    } catch (error) {
      throw inWords(error);
    }
    return restored("sessionRestoredNew", snapshot);
  };

  /** Runs one at a time, whole in the visit it began in; what goes wrong is told. */
  const run = async (act: (at: Visit) => Promise<void>): Promise<void> => {
    if (busy.peek()) return;
    busy.value = true;
    try {
      await act(panel.visit.peek());
    } catch (error) {
      if (!end.aborted) history.tell(inWords(error).message, true);
    } finally {
      busy.value = false;
    }
  };

  /** A step that is done the same way each time, and undone by what was kept the last time. */
  const step = async (
    at: Visit,
    parts: {
      readonly name: string;
      readonly hint?: string;
      act(): Promise<{ readonly kept: Snapshot; readonly done: string }>;
      undo(kept: Snapshot): Promise<string>;
    },
  ): Promise<void> => {
    let { kept, done } = await parts.act();
    const taken: Step = {
      done,
      name: text(parts.name),
      hint: parts.hint === undefined ? undefined : text(parts.hint, countKeys(keysOf(kept).length)),
      undo: () => parts.undo(kept),
      async redo() {
        ({ kept, done } = await parts.act());
        return done;
      },
    };
    history.push(taken, at.over);
  };

  const setExpiry = (at: Visit, expiry: Expiry) =>
    atRevision(at, ({ revision }) => change(() => at.call("session.setExpiry", { revision, expiry })));
  const ruleOf = (expiry: Expiry) => expiryRule(expiry, panel.hello.peek()!, text);

  return {
    busy,
    clear: () =>
      run((at) =>
        step(at, {
          name: "sessionNameClear",
          act: () =>
            atRevision(at, async (session) => {
              const kept = await keep(at, session);
              const { revision } = session;
              await change(() => at.call("session.clear", { revision }));
              return { kept, done: clearedText(allKeys(kept)) };
            }),
          async undo(kept) {
            const { entries, expiry } = kept;
            await putBack(
              Object.entries(entries).map(([key, to]) => ({ kind: "insert", path: [key], seen: null, to, at: null })),
              at,
            );
            const now = reader.session.peek();
            if (now !== null && JSON.stringify(now.expiry) !== JSON.stringify(expiry)) await setExpiry(at, expiry);
            return restored("sessionPutBackKeys", kept);
          },
        }),
      ),
    flush: () =>
      run((at) =>
        step(at, {
          name: "sessionNameFlush",
          hint: "sessionFlushHint",
          act: () =>
            atRevision(at, async (session) => {
              const kept = await keep(at, session);
              const { revision } = session;
              await change(() => at.call("session.flush", { revision }));
              reader.end("flushed");
              const name = panel.hello.peek()?.cookie.name ?? "";
              return { kept, done: text("sessionFlushed", countKeys(allKeys(kept)), name) };
            }),
          undo: (kept) => intoNewSession(at, kept),
        }),
      ),
    expire: (where) =>
      run((at) =>
        step(at, {
          name: where === "server" ? "sessionNameExpire" : "sessionNameExpireCookie",
          hint: where === "server" ? "sessionFlushHint" : undefined,
          act: () =>
            atRevision(at, async (session) => {
              const kept = await keep(at, session);
              const { revision } = session;
              await change(() => at.call("session.expire", { revision, where }));
              if (where === "server") reader.end("expired");
              return { kept, done: text(where === "server" ? "sessionExpired" : "sessionExpiredCookie") };
            }),
          async undo(kept) {
            return where === "server" ? intoNewSession(at, kept) : putCookieBack(at, kept);
          },
        }),
      ),
    cycleKey: () =>
      run(async (at) => {
        await atRevision(at, ({ revision }) => change(() => at.call("session.cycleKey", { revision })));
        history.tell(text("sessionCycled"));
      }),
    setExpiry: (expiry) =>
      run(async (at) => {
        const before = reader.session.peek()?.expiry ?? { kind: "policy" };
        await setExpiry(at, expiry);
        const turn = (to: Expiry) => async () => {
          await setExpiry(at, to);
          return ruleOf(to);
        };
        const step = { done: ruleOf(expiry), name: text("sessionNameExpiry"), undo: turn(before), redo: turn(expiry) };
        history.push(step, at.over);
      }),
    async create(entries, done) {
      let fault: string | null = null;
      await run(async (at) => {
        try {
          const params = { revision: null, entries, expiry: { kind: "policy" } } as const;
          await change(() => at.call("session.restore", params));
          history.tell(done);
        } catch (error) {
          fault = inWords(error).message;
        }
      });
      return fault;
    },
    setTestCookie: () =>
      run(async (at) => {
        await change(() => at.call("testCookie.set", {}));
      }),
    deleteCookie: () =>
      run(async (at) => {
        const cookie = panel.sessionCookie.peek();
        if (cookie === null) return;
        const gone = await panel.platform.cookies.remove(cookie);
        await panel.refreshCookies();
        at.over.throwIfAborted();
        if (!gone) throw new Error(text("sessionCookieStays", cookie.name));
        const step: Step = {
          done: text("sessionCookieDeleted", cookie.name),
          name: text("undoDelete", cookie.name),
          undo: () => putCookieBack(at, { cookie }),
        };
        history.push(step, at.over);
      }),
  };

  async function putCookieBack(at: Visit, { cookie }: Pick<Snapshot, "cookie">): Promise<string> {
    at.over.throwIfAborted();
    if (cookie === null) return "";
    const stored = await panel.platform.cookies.set(cookie);
    await panel.refreshCookies();
    if (stored?.value !== cookie.value) throw new Error(text("cookieNotStored", cookie.name));
    return text("sessionCookieBack", cookie.name);
  }
}
