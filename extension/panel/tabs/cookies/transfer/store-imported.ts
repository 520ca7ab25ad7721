/** Stores the cookies of an import, in place of those that the browser holds. */

import { type Cookie, identityOf } from "../../../../cookies/cookie.ts";
import type { CommandContext } from "../edits/command-context.ts";
import { type WriteFailure, writeCookies } from "../edits/write-cookies.ts";

/** @returns the cookies that the browser did not store, with the reasons. */
export async function storeImported(
  { panel, known, thenRefresh, replace }: CommandContext,
  cookies: readonly Cookie[],
): Promise<readonly WriteFailure[]> {
  const { undo, text } = panel;
  const { over } = panel.visit.peek();
  const held = known.jar.peek().cookies;
  const failures = await thenRefresh(writeCookies(panel.platform.cookies, cookies, Date.now()));
  const stored = cookies.filter((cookie) => !failures.some((one) => one.cookie === cookie));
  if (stored.length === 0) return failures;
  const storedIds = new Set(stored.map(identityOf));
  const replaced = held.filter((one) => storedIds.has(identityOf(one)));
  const replacedIds = new Set(replaced.map(identityOf));
  const added = stored.filter((cookie) => !replacedIds.has(identityOf(cookie)));
  const count = `${stored.length}`;
  const done = stored.length === 1 ? text("cookieImported", stored[0]!.name) : text("cookiesImported", count);
  undo.push(
    {
      done,
      name: text("undoImport", count),
      async undo() {
        await replace(over, { remove: added, store: replaced });
        return text("importTakenBack");
      },
      async redo() {
        await replace(over, { remove: [], store: stored });
        return done;
      },
    },
    over,
  );
  return failures;
}
