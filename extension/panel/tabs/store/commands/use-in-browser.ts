/** "Use in this browser": a new session with a new key that holds what another one does. The other stays as it is. */

import type { Cookie } from "../../../../cookies/cookie.ts";
import { CallFailed } from "../../../server/client.ts";
import type { Visit } from "../../../state.ts";
import type { StoredRow } from "../list/stored-row.ts";
import type { CommandContext } from "./command-context.ts";

export const useInBrowser = (context: CommandContext, row: StoredRow): Promise<void> =>
  context.run(async (at) => {
    const { panel, list } = context;
    const before = panel.sessionCookie.peek();
    await at.call("store.clone", { ref: row.ref });
    const made = panel.sessionCookie.peek();
    void list.pages.again();
    // The browser did not store it: the strip says so already.
    if (made === null || made.value === before?.value) return;
    panel.undo.push(
      {
        done: panel.text("storeUsed", row.handle),
        name: panel.text("storeNameUse", row.handle),
        hint: panel.text(before === null ? "storeUseHintNone" : "storeUseHint"),
        undo: () => takeBack(context, made, before, at),
      },
      at.over,
    );
  });

/** Ends the copy, and gives the browser the cookie that it had. @throws Error with a sentence for people */
async function takeBack(
  { panel, list }: CommandContext,
  made: Cookie,
  before: Cookie | null,
  at: Visit,
): Promise<string> {
  if (panel.sessionCookie.peek()?.value !== made.value) throw new Error(panel.text("storeUseMoved"));
  await endCopy(at);
  at.over.throwIfAborted();
  const stored = before === null ? null : await panel.platform.cookies.set(before);
  await panel.refreshCookies();
  void list.pages.again();
  if (before === null) return panel.text("storeUnusedNone");
  if (stored?.value !== before.value) throw new Error(panel.text("cookieNotStored", before.name));
  return panel.text("sessionCookieBack", before.name);
}

/** Somebody may have ended it already. */
async function endCopy(at: Visit): Promise<void> {
  const reading = await at.call("session.read", {});
  if (reading.state !== "live") return;
  try {
    await at.call("session.flush", { revision: reading.session.revision });
  } catch (error) {
    if (!(error instanceof CallFailed) || error.code !== "gone") throw error;
  }
}
