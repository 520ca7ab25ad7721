/** What is done to the session as a whole: clear, flush, expire, cycle, expiry. Each keeps what it takes to undo it. */

import { type ReadonlySignal, signal } from "@preact/signals";
import type { Changed, Expiry, SessionState } from "sessionscope/protocol";
import type { Edit } from "../../../json/edit.ts";
import type { Cookie } from "../../../platform/platform.ts";
import { CallFailed } from "../../client.ts";
import type { Panel } from "../../state.ts";
import { count } from "../../widgets/format.ts";
import { expiryRule } from "./expiry-form.ts";
import type { Reader } from "./reader.ts";

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
  putBack: (edits: readonly Edit[]) => Promise<void>,
  end: AbortSignal,
): Endings {
  const { text, history } = panel;
  const busy = signal(false);

  const inWords = (error: unknown): Error =>
    error instanceof CallFailed && /unreachable|timeout/.test(error.code)
      ? new Error(text("sessionAwayUndo"))
      : (error as Error);

  /** At the revision that is there; read again and tried again when the session has moved on meanwhile. */
  const atRevision = async <T>(act: (session: SessionState) => Promise<T>): Promise<T> => {
    for (let tries = 1; ; tries++) {
      const session = reader.session.peek();
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

  const keep = async ({ expiry, user }: SessionState): Promise<Snapshot> => {
    for (const { key, state } of reader.entries.peek()) if (state === "cut") await reader.whole(key);
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

  const change = (call: () => Promise<Changed>, keys: readonly string[] = []) => reader.change(keys, call);

  const intoNewSession = async (snapshot: Snapshot): Promise<string> => {
    const { entries, expiry, user } = snapshot;
    try {
      await change(
        () => panel.call("session.restore", { revision: null, entries, expiry, user }, end),
        keysOf(snapshot),
      );
    } catch (error) {
      throw inWords(error);
    }
    return restored("sessionRestoredNew", snapshot);
  };

  /** Runs one at a time; what goes wrong is told. */
  const run = async (act: () => Promise<void>): Promise<void> => {
    if (busy.peek()) return;
    busy.value = true;
    try {
      await act();
    } catch (error) {
      if (!end.aborted) history.tell(inWords(error).message, true);
    } finally {
      busy.value = false;
    }
  };

  /** A step that is done the same way each time, and undone by what was kept the last time. */
  const step = async (parts: {
    readonly name: string;
    readonly hint?: string;
    act(): Promise<{ readonly kept: Snapshot; readonly done: string }>;
    undo(kept: Snapshot): Promise<string>;
  }): Promise<void> => {
    let { kept, done } = await parts.act();
    history.push({
      done,
      name: text(parts.name),
      hint: parts.hint === undefined ? undefined : text(parts.hint, countKeys(keysOf(kept).length)),
      undo: () => parts.undo(kept),
      async redo() {
        ({ kept, done } = await parts.act());
        return done;
      },
    });
  };

  const setExpiry = (expiry: Expiry) =>
    atRevision(({ revision }) => change(() => panel.call("session.setExpiry", { revision, expiry }, end)));
  const ruleOf = (expiry: Expiry) => expiryRule(expiry, panel.hello.peek()!, text);

  return {
    busy,
    clear: () =>
      run(() =>
        step({
          name: "sessionNameClear",
          act: () =>
            atRevision(async (session) => {
              const kept = await keep(session);
              const { revision } = session;
              await change(() => panel.call("session.clear", { revision }, end), [...reader.texts().keys()]);
              return { kept, done: clearedText(allKeys(kept)) };
            }),
          async undo(kept) {
            const { entries, expiry } = kept;
            await putBack(
              Object.entries(entries).map(([key, to]) => ({ kind: "insert", path: [key], seen: null, to, at: null })),
            );
            const now = reader.session.peek();
            if (now !== null && JSON.stringify(now.expiry) !== JSON.stringify(expiry)) await setExpiry(expiry);
            return restored("sessionPutBackKeys", kept);
          },
        }),
      ),
    flush: () =>
      run(() =>
        step({
          name: "sessionNameFlush",
          hint: "sessionFlushHint",
          act: () =>
            atRevision(async (session) => {
              const kept = await keep(session);
              const { revision } = session;
              await change(() => panel.call("session.flush", { revision }, end));
              reader.end("flushed");
              const name = panel.hello.peek()?.cookie.name ?? "";
              return { kept, done: text("sessionFlushed", countKeys(allKeys(kept)), name) };
            }),
          undo: intoNewSession,
        }),
      ),
    expire: (where) =>
      run(() =>
        step({
          name: where === "server" ? "sessionNameExpire" : "sessionNameExpireCookie",
          hint: where === "server" ? "sessionFlushHint" : undefined,
          act: () =>
            atRevision(async (session) => {
              const kept = await keep(session);
              const { revision } = session;
              await change(() => panel.call("session.expire", { revision, where }, end));
              if (where === "server") reader.end("expired");
              return { kept, done: text(where === "server" ? "sessionExpired" : "sessionExpiredCookie") };
            }),
          async undo(kept) {
            return where === "server" ? intoNewSession(kept) : putCookieBack(kept);
          },
        }),
      ),
    cycleKey: () =>
      run(async () => {
        await atRevision(({ revision }) => change(() => panel.call("session.cycleKey", { revision }, end)));
        history.tell(text("sessionCycled"));
      }),
    setExpiry: (expiry) =>
      run(async () => {
        const before = reader.session.peek()?.expiry ?? { kind: "policy" };
        await setExpiry(expiry);
        const turn = (to: Expiry) => async () => {
          await setExpiry(to);
          return ruleOf(to);
        };
        history.push({ done: ruleOf(expiry), name: text("sessionNameExpiry"), undo: turn(before), redo: turn(expiry) });
      }),
    async create(entries, done) {
      let fault: string | null = null;
      await run(async () => {
        try {
          const params = { revision: null, entries, expiry: { kind: "policy" } } as const;
          await change(() => panel.call("session.restore", params, end), Object.keys(entries));
          history.tell(done);
        } catch (error) {
          fault = inWords(error).message;
        }
      });
      return fault;
    },
    setTestCookie: () =>
      run(async () => {
        await change(() => panel.call("testCookie.set", {}, end));
      }),
    deleteCookie: () =>
      run(async () => {
        const cookie = panel.sessionCookie.peek();
        if (cookie === null) return;
        const gone = await panel.platform.cookies.remove(cookie);
        await panel.refreshCookies();
        if (!gone) throw new Error(text("sessionCookieStays", cookie.name));
        history.push({
          done: text("sessionCookieDeleted", cookie.name),
          name: text("sessionNameDeleteCookie", cookie.name),
          undo: () => putCookieBack({ cookie }),
        });
      }),
  };

  async function putCookieBack({ cookie }: Pick<Snapshot, "cookie">): Promise<string> {
    if (cookie === null) return "";
    const stored = await panel.platform.cookies.set(cookie);
    await panel.refreshCookies();
    if (stored?.value !== cookie.value) throw new Error(text("cookieNotStored", cookie.name));
    return text("sessionCookieBack", cookie.name);
  }
}
