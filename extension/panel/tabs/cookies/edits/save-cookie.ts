/** Saves one cookie: a new one, or an edited one in place of the one it was made from. */

import { type Cookie, identityOf } from "../../../../cookies/cookie.ts";
import type { Panel } from "../../../state.ts";
import type { Step } from "../../../undo.ts";
import type { CommandContext } from "./command-context.ts";
import { writeCookie } from "./write-cookies.ts";

/** @param from the cookie that the new one was made from. @returns false: the browser did not store it. */
export async function saveCookie(context: CommandContext, cookie: Cookie, from: Cookie | null): Promise<boolean> {
  const { panel, known, select, thenRefresh, say } = context;
  const { undo, text, visit } = panel;
  const { over } = visit.peek();
  const replaced = known.jar.peek().cookies.find((one) => sameForBrowser(one, cookie) && !sameForBrowser(one, from));
  const written = await thenRefresh(writeCookie(panel.platform.cookies, cookie, from, Date.now()));
  if (over.aborted) {
    undo.tell(over.reason.message, true);
    return false;
  }
  if (!written.stored) {
    undo.tell(text("cookieNotWritten", say(written.reason)), true);
    return false;
  }
  const { held, notes } = written;
  if (!sameForBrowser(held, from)) select(held);
  const before = [from, replaced].filter((one) => one !== null && one !== undefined);
  undo.push(saveStep(context, over, { held, from, before, notes: notes.map(say) }), over);
  return true;
}

interface Saved {
  readonly held: Cookie;
  readonly from: Cookie | null;
  /** The cookies that were there before. */
  readonly before: readonly Cookie[];
  /** How the stored cookie differs from the one that was asked for. */
  readonly notes: readonly string[];
}

function saveStep(context: CommandContext, over: AbortSignal, { held, from, before, notes }: Saved): Step {
  const { panel, isSecret, select, replace } = context;
  const { text } = panel;
  const { done, name } = saveSentences(panel, held, from, isSecret(held));
  const renewed = before.some((one) => sameForBrowser(one, held));
  const moved = !sameForBrowser(held, from);
  return {
    done: [done, ...notes].join(" "),
    name,
    async undo() {
      await replace(over, { remove: renewed ? [] : [held], store: before });
      if (moved && from) select(from);
      return before.length > 0 ? text("cookiePutBack", before[0]!.name) : text("doneDeleted", held.name);
    },
    async redo() {
      await replace(over, { remove: from && moved ? [from] : [], store: [held] });
      if (moved) select(held);
      return done;
    },
  };
}

/** Does the one take the place of the other? */
const sameForBrowser = (one: Cookie, other: Cookie | null): boolean =>
  other !== null && identityOf(one) === identityOf(other);

/** UTF-16 units of the longest value that a sentence quotes. */
const longestQuoted = 40;

function saveSentences(
  { text }: Panel,
  cookie: Cookie,
  from: Cookie | null,
  secret: boolean,
): Pick<Step, "done" | "name"> {
  const { name, value } = cookie;
  if (from === null) return { done: text("doneAdded", name), name: text("undoAdd", name) };
  if (from.name !== name) {
    return { done: text("cookieRenamed", from.name, name), name: text("undoRename", from.name, name) };
  }
  if (from.value !== value) {
    const quoted = !secret && value.length <= longestQuoted && value !== "";
    return {
      done: quoted ? text("doneSet", name, value) : text("cookieSetSilently", name),
      name: text("undoSet", name),
    };
  }
  const changed = changedAttributes(cookie, from)
    .map((attribute) => text(attribute))
    .join(", ");
  return { done: text("cookieChanged", changed, name), name: text("undoChange", changed, name) };
}

/** The message ids of the attributes that differ. */
const changedAttributes = (cookie: Cookie, from: Cookie): readonly string[] =>
  [
    (from.domain !== cookie.domain || from.hostOnly !== cookie.hostOnly) && "cookieDomain",
    from.path !== cookie.path && "path",
    from.expiresAt !== cookie.expiresAt && "cookieExpires",
    from.httpOnly !== cookie.httpOnly && "cookieHttpOnly",
    from.secure !== cookie.secure && "cookieSecure",
    from.sameSite !== cookie.sameSite && "cookieSameSite",
    (from.partition === null) !== (cookie.partition === null) && "cookiePartition",
  ].filter((id) => id !== false);
