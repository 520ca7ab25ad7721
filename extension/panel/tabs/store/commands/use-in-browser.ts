/** "Use in this browser": a new session with a new key that holds what another one does. The other stays as it is. */

import type { Cookie } from "../../../../cookies/cookie.ts";
import { whyNot } from "../../../engine.ts";
import { putCookiesBack } from "../../../put-cookies-back.ts";
import { CallFailed } from "../../../server/client.ts";
import type { Visit } from "../../../state.ts";
import type { StoredRow } from "../list/stored-row.ts";
import type { CommandContext } from "./command-context.ts";

export const useInBrowser = (context: CommandContext, row: StoredRow): Promise<void> =>
  context.run(async (at) => {
    const { panel, list } = context;
    const before = panel.sessionCookies.peek();
    const { reading } = await at.call("store.clone", { ref: row.ref });
    const made = panel.sessionCookie.peek();
    const revision = reading.state === "live" ? reading.session.revision : null;
    void list.pages.again();
    // The browser did not store it: the strip says so already.
    if (made === null || made.value === before[0]?.value) return;
    panel.undo.push(
      {
        done: panel.text("storeUsed", row.handle),
        name: panel.text("storeNameUse", row.handle),
        hint: panel.text(before.length === 0 ? "storeUseHintNone" : "storeUseHint"),
        undo: () => takeBack(context, { cookie: made, revision }, before, at),
      },
      at.over,
    );
  });

interface Copy {
  readonly cookie: Cookie;
  /** As it was made. */
  readonly revision: number | null;
}

/** Ends the copy, and gives the browser the cookie that it had. @throws Error with a sentence for people */
async function takeBack(
  { panel, list }: CommandContext,
  copy: Copy,
  before: readonly Cookie[],
  at: Visit,
): Promise<string> {
  if (panel.sessionCookie.peek()?.value !== copy.cookie.value) throw new Error(panel.text("storeUseMoved"));
  const ended = whyNot(panel, "session.flush") === null ? await endCopy(at) : null;
  const said = await putCookiesBack(panel, before, at);
  void list.pages.again();
  const done = said === "" ? panel.text("storeUnusedNone") : said;
  return ended === null || ended === copy.revision ? done : `${done} ${panel.text("storeUnusedChanged")}`;
}

/** @returns the revision that it had at the end; null: somebody had ended it already. */
async function endCopy(at: Visit): Promise<number | null> {
  const reading = await at.call("session.read", {});
  if (reading.state !== "live") return null;
  const { revision } = reading.session;
  try {
    await at.call("session.flush", { revision });
  } catch (error) {
    if (error instanceof CallFailed && error.code === "gone") return null;
    throw error;
  }
  return revision;
}
