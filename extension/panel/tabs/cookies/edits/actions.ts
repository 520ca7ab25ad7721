/** What the user does to cookies. Each is verified, said in one sentence, and can be taken back. */

import { type Cookie, identityOf, type Message } from "../../../../cookies/cookie.ts";
import type { Panel } from "../../../state.ts";
import type { Step } from "../../../undo.ts";
import type { Row } from "../known/cookie-rows.ts";
import type { Observed } from "../known/observed.ts";
import type { SeenLine } from "../known/seen-lines.ts";
import { type Failure, removeAll, write, writeAll } from "./write-cookies.ts";

export interface Actions {
  /** Stores a cookie, in place of the one it was made from if there is one. False: the browser did not. */
  save(cookie: Cookie, from: Cookie | null): Promise<boolean>;
  /** Deletes what is held, waves away what was refused. */
  remove(rows: readonly Row[]): Promise<void>;
  /** Those that the browser did not take, with the reason. */
  importAll(cookies: readonly Cookie[]): Promise<readonly Failure[]>;
}

export interface ActionsParts {
  readonly panel: Panel;
  readonly observed: Observed;
  /** Is the value of this cookie not to be said? */
  isSecret(cookie: Cookie): boolean;
  /** A cookie that is new, or for the browser another one than before. */
  follow(cookie: Cookie): void;
}

export function createActions({ panel, observed, isSecret, follow }: ActionsParts): Actions {
  const { history, text } = panel;
  const store = panel.platform.cookies;
  const say = (message: Message) => text(...message);
  const notStored = (reason: Message) => text("cookieNotWritten", say(reason));

  /** Shows what is there now, whatever came of the writing. */
  const settle = async <T>(writing: Promise<T>): Promise<T> => {
    const result = await writing;
    await Promise.all([observed.look(), panel.refreshCookies()]);
    return result;
  };
  const named = (id: string, failures: readonly Failure[]): readonly string[] =>
    failures.length === 0
      ? []
      : [text(id, failures.map(({ cookie }) => cookie.name).join(", "), say(failures[0]!.reason))];
  /** Does all that can be done, then rejects with what could not. A step of a page that was left is not done in the next. */
  const restore = async (over: AbortSignal, { drop, put }: { drop: readonly Cookie[]; put: readonly Cookie[] }) => {
    over.throwIfAborted();
    const writing = async () => [
      ...named("cookieNotDeleted", await removeAll(store, drop)),
      ...named("cookiesNotWritten", await writeAll(store, put, Date.now())),
    ];
    const failed = await settle(writing());
    if (failed.length > 0) throw new Error(failed.join(" "));
  };

  return {
    async save(cookie, from) {
      const { over } = panel.visit.peek();
      const overwritten = observed.jar
        .peek()
        .cookies.find(
          (one) => identityOf(one) === identityOf(cookie) && (!from || identityOf(one) !== identityOf(from)),
        );
      const written = await settle(write(store, cookie, from, Date.now()));
      if (over.aborted) {
        history.tell(over.reason.message, true);
        return false;
      }
      if (!written.stored) {
        history.tell(notStored(written.reason), true);
        return false;
      }
      const { held, notes } = written;
      const before = [from, overwritten].filter((one) => one !== null && one !== undefined);
      const moved = before.every((one) => identityOf(one) !== identityOf(held));
      const another = from === null || identityOf(from) !== identityOf(held);
      if (another) follow(held);
      const step: Step = {
        ...sentences(panel, held, from, isSecret(held)),
        ...(notes.length > 0 && {
          done: [sentences(panel, held, from, isSecret(held)).done, ...notes.map(say)].join(" "),
        }),
        async undo() {
          await restore(over, { drop: moved ? [held] : [], put: before });
          if (another && from) follow(from);
          return before.length > 0 ? text("cookiePutBack", before[0]!.name) : text("doneDeleted", held.name);
        },
        async redo() {
          await restore(over, { drop: from && another ? [from] : [], put: [held] });
          if (another) follow(held);
          return sentences(panel, held, from, isSecret(held)).done;
        },
      };
      history.push(step, over);
      return true;
    },

    async remove(rows) {
      const { over } = panel.visit.peek();
      const dismissed = rows.flatMap((row) => (row.refused ? linesLike(observed, row.refused.seen) : []));
      const cookies = rows.filter((row) => row.refused === null).map((row) => row.cookie);
      observed.dismiss(dismissed);
      const failed = await settle(removeAll(store, cookies));
      const kept = new Set(failed.map(({ cookie }) => cookie));
      const gone = cookies.filter((cookie) => !kept.has(cookie));
      const [notDeleted] = named("cookieNotDeleted", failed);
      if (gone.length + dismissed.length === 0) {
        if (notDeleted) history.tell(notDeleted, true);
        return;
      }
      if (notDeleted) history.warn(notDeleted);
      const names = rows.filter(({ cookie }) => !kept.has(cookie)).map(({ cookie }) => cookie.name);
      const [first, more] = names;
      const counted = `${names.length}`;
      const done =
        gone.length === 0
          ? text("cookieDismissed", names.join(", "))
          : more === undefined
            ? text("doneDeleted", first!)
            : text("cookiesDeleted", counted);
      const step: Step = {
        done,
        name: more === undefined ? text("undoDelete", first!) : text("undoDeleteMany", counted),
        async undo() {
          observed.restore(dismissed);
          await restore(over, { drop: [], put: gone });
          return more === undefined ? text("cookiePutBack", first!) : text("cookiesPutBack", counted);
        },
        async redo() {
          observed.dismiss(dismissed);
          await restore(over, { drop: gone, put: [] });
          return done;
        },
      };
      history.push(rows.some((row) => row.session) ? { ...step, hint: text("undoSessionCookie") } : step, over);
    },

    async importAll(cookies) {
      const { over } = panel.visit.peek();
      const held = observed.jar.peek().cookies;
      const failed = await settle(writeAll(store, cookies, Date.now()));
      const stored = cookies.filter((cookie) => !failed.some((one) => one.cookie === cookie));
      if (stored.length === 0) return failed;
      const storedIds = new Set(stored.map(identityOf));
      const overwritten = held.filter((one) => storedIds.has(identityOf(one)));
      const overwrittenIds = new Set(overwritten.map(identityOf));
      const added = stored.filter((cookie) => !overwrittenIds.has(identityOf(cookie)));
      const counted = `${stored.length}`;
      const done = stored.length === 1 ? text("cookieImported", stored[0]!.name) : text("cookiesImported", counted);
      const step: Step = {
        done,
        name: text("undoImport", counted),
        async undo() {
          await restore(over, { drop: added, put: overwritten });
          return text("importTakenBack");
        },
        async redo() {
          await restore(over, { drop: [], put: stored });
          return done;
        },
      };
      history.push(step, over);
      return failed;
    },
  };
}

/** Every line that asked for the same cookie. */
const linesLike = (observed: Observed, seen: SeenLine): readonly SeenLine[] =>
  observed.lines.peek().filter((one) => identityOf(one.cookie) === identityOf(seen.cookie));

/** The longest value that is said, in characters. */
const longestSaid = 40;

function sentences({ text }: Panel, cookie: Cookie, from: Cookie | null, secret: boolean): Pick<Step, "done" | "name"> {
  const { name, value } = cookie;
  if (from === null) return { done: text("doneAdded", name), name: text("undoAdd", name) };
  if (from.name !== name) {
    return { done: text("cookieRenamed", from.name, name), name: text("undoRename", from.name, name) };
  }
  if (from.value !== value) {
    const said = secret || value.length > longestSaid || value === "";
    return {
      done: said ? text("cookieSetSilently", name) : text("doneSet", name, value),
      name: text("undoSet", name),
    };
  }
  const fields = [
    (from.domain !== cookie.domain || from.hostOnly !== cookie.hostOnly) && text("cookieDomain"),
    from.path !== cookie.path && text("path"),
    from.expiresAt !== cookie.expiresAt && text("cookieExpires"),
    from.httpOnly !== cookie.httpOnly && text("cookieHttpOnly"),
    from.secure !== cookie.secure && text("cookieSecure"),
    from.sameSite !== cookie.sameSite && text("cookieSameSite"),
    (from.partition === null) !== (cookie.partition === null) && text("cookiePartition"),
  ].filter((field) => field !== false);
  const changed = fields.join(", ");
  return { done: text("cookieChanged", changed, name), name: text("undoChange", changed, name) };
}
