/** Deletes the cookies of rows, and takes refused ones off the list. */

import { type Cookie, identityOf } from "../../../../cookies/cookie.ts";
import type { Step } from "../../../undo.ts";
import type { CookieRow } from "../known/cookie-rows.ts";
import type { KnownCookies } from "../known/known-cookies.ts";
import type { SeenLine } from "../known/seen-lines.ts";
import type { CommandContext } from "./command-context.ts";
import { removeCookies } from "./write-cookies.ts";

export async function removeRows(context: CommandContext, rows: readonly CookieRow[]): Promise<void> {
  const { panel, known, thenRefresh, failureSentence } = context;
  const { undo, text } = panel;
  const { over } = panel.visit.peek();
  const dismissed = rows.flatMap((row) => (row.refused ? linesLike(known, row.refused.seen) : []));
  const cookies = rows.filter((row) => row.refused === null).map((row) => row.cookie);
  known.dismiss(dismissed);
  const failures = await thenRefresh(removeCookies(panel.platform.cookies, cookies));
  const kept = new Set(failures.map(({ cookie }) => cookie));
  const removed = cookies.filter((cookie) => !kept.has(cookie));
  const notDeleted = failureSentence("cookieNotDeleted", failures);
  if (removed.length + dismissed.length === 0) {
    if (notDeleted !== null) undo.tell(notDeleted, true);
    return;
  }
  if (notDeleted !== null) undo.warn(notDeleted);
  const names = rows.filter(({ cookie }) => !kept.has(cookie)).map(({ cookie }) => cookie.name);
  const step = removeStep(context, over, { removed, dismissed, names });
  undo.push(rows.some((row) => row.session) ? { ...step, hint: text("undoSessionCookie") } : step, over);
}

interface Removed {
  readonly removed: readonly Cookie[];
  /** The lines of refused cookies. */
  readonly dismissed: readonly SeenLine[];
  readonly names: readonly string[];
}

function removeStep(context: CommandContext, over: AbortSignal, { removed, dismissed, names }: Removed): Step {
  const { panel, known, replace } = context;
  const { text } = panel;
  const [first, more] = names;
  const one = more === undefined;
  const count = `${names.length}`;
  const done =
    removed.length === 0
      ? text("cookieDismissed", names.join(", "))
      : one
        ? text("doneDeleted", first!)
        : text("cookiesDeleted", count);
  return {
    done,
    name: one ? text("undoDelete", first!) : text("undoDeleteMany", count),
    async undo() {
      known.restore(dismissed);
      await replace(over, { remove: [], store: removed });
      return one ? text("cookiePutBack", first!) : text("cookiesPutBack", count);
    },
    async redo() {
      known.dismiss(dismissed);
      await replace(over, { remove: removed, store: [] });
      return done;
    },
  };
}

/** Every line that asked for the same cookie. */
const linesLike = ({ lines }: KnownCookies, seen: SeenLine): readonly SeenLine[] =>
  lines.peek().filter((one) => identityOf(one.cookie) === identityOf(seen.cookie));
