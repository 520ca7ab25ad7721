/** What the user does to cookies. Each is verified, said in one sentence, and can be taken back. */

import { type Cookie, identityOf, type Message } from "../../../cookies/cookie.ts";
import type { Step } from "../../history.ts";
import type { Panel } from "../../state.ts";
import type { SeenLine } from "./lines.ts";
import type { Observed } from "./observe.ts";
import type { Row } from "./rows.ts";
import { removeAll, write, writeAll } from "./writer.ts";

export interface Actions {
  /** Stores a cookie, in place of the one it was made from if there is one. False: the browser did not. */
  save(cookie: Cookie, from: Cookie | null): Promise<boolean>;
  /** Deletes what is held, waves away what was refused. */
  remove(rows: readonly Row[]): Promise<void>;
  /** Those that the browser did not take, with the reason. */
  importAll(cookies: readonly Cookie[]): Promise<readonly { readonly cookie: Cookie; readonly reason: Message }[]>;
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
  // A step of a page that was left is not done in the next.
  const put = async (over: AbortSignal, cookies: readonly Cookie[]) => {
    over.throwIfAborted();
    const [failed] = await settle(writeAll(store, cookies, Date.now()));
    if (failed) throw new Error(notStored(failed.reason));
  };
  const take = async (over: AbortSignal, cookies: readonly Cookie[]) => {
    over.throwIfAborted();
    const [kept] = await settle(removeAll(store, cookies));
    if (kept) throw new Error(text("cookieNotDeleted", kept.name));
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
          if (moved) await take(over, [held]);
          if (before.length > 0) await put(over, before);
          if (another && from) follow(from);
          return before.length > 0 ? text("cookiePutBack", before[0]!.name) : text("cookieDeleted", held.name);
        },
        async redo() {
          if (from && identityOf(from) !== identityOf(held)) await take(over, [from]);
          await put(over, [held]);
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
      const kept = await settle(removeAll(store, cookies));
      if (kept.length > 0) history.tell(text("cookieNotDeleted", kept.map(({ name }) => name).join(", ")), true);
      const gone = cookies.filter((cookie) => !kept.includes(cookie));
      if (gone.length + dismissed.length === 0) return;
      const names = rows.filter(({ cookie }) => !kept.includes(cookie)).map(({ cookie }) => cookie.name);
      const [first, more] = names;
      const counted = `${names.length}`;
      const done =
        gone.length === 0
          ? text("cookieDismissed", names.join(", "))
          : more === undefined
            ? text("cookieDeleted", first!)
            : text("cookiesDeleted", counted);
      const step: Step = {
        done,
        name: more === undefined ? text("undoDelete", first!) : text("undoDeleteMany", counted),
        async undo() {
          observed.restore(dismissed);
          await put(over, gone);
          return more === undefined ? text("cookiePutBack", first!) : text("cookiesPutBack", counted);
        },
        async redo() {
          observed.dismiss(dismissed);
          await take(over, gone);
          return done;
        },
      };
      history.push(rows.some((row) => row.session) ? { ...step, hint: text("undoSessionCookie") } : step, over);
    },

    async importAll(cookies) {
      const { over } = panel.visit.peek();
      const held = observed.jar.peek().cookies;
      const overwritten = held.filter((one) => cookies.some((cookie) => identityOf(cookie) === identityOf(one)));
      const failed = await settle(writeAll(store, cookies, Date.now()));
      const stored = cookies.filter((cookie) => !failed.some((one) => one.cookie === cookie));
      if (stored.length === 0) return failed;
      const counted = `${stored.length}`;
      const done = stored.length === 1 ? text("cookieImported", stored[0]!.name) : text("cookiesImported", counted);
      const step: Step = {
        done,
        name: text("undoImport", counted),
        async undo() {
          await take(
            over,
            stored.filter((cookie) => !overwritten.some((one) => identityOf(one) === identityOf(cookie))),
          );
          await put(over, overwritten);
          return text("importTakenBack");
        },
        async redo() {
          await put(over, stored);
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
  if (from === null) return { done: text("cookieAdded", name), name: text("undoAdd", name) };
  if (from.name !== name) {
    return { done: text("cookieRenamed", from.name, name), name: text("undoRename", from.name, name) };
  }
  if (from.value !== value) {
    const said = secret || value.length > longestSaid || value === "";
    return {
      done: said ? text("cookieSetSilently", name) : text("cookieSet", name, value),
      name: text("undoSet", name),
    };
  }
  const fields = [
    (from.domain !== cookie.domain || from.hostOnly !== cookie.hostOnly) && text("cookieDomain"),
    from.path !== cookie.path && text("cookiePath"),
    from.expiresAt !== cookie.expiresAt && text("cookieExpires"),
    from.httpOnly !== cookie.httpOnly && text("cookieHttpOnly"),
    from.secure !== cookie.secure && text("cookieSecure"),
    from.sameSite !== cookie.sameSite && text("cookieSameSite"),
    (from.partition === null) !== (cookie.partition === null) && text("cookiePartition"),
  ].filter((field) => field !== false);
  const changed = fields.join(", ");
  return { done: text("cookieChanged", changed, name), name: text("undoChange", changed, name) };
}
