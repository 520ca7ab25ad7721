/** Removes the sessions whose time has come, some at a time, until none is left or the user stops it. */

import type { Visit } from "../../../state.ts";
import { type CommandContext, clearedAtOnce, sentences, sessions } from "./command-context.ts";

export const clearExpired = (context: CommandContext): Promise<void> =>
  context.run(async (at) => {
    const { panel, list } = context;
    const { text } = panel;
    let removed = 0;
    const tell = (stopped: boolean) => {
      if (removed === 0) return panel.undo.tell(text("storeNoneExpired"));
      panel.undo.tell(sentences(stopped && text("storeStopped"), text("storeCleared", sessions(panel, removed))));
      void list.pages.again();
    };
    try {
      const count = () => howMany(context, at);
      const stopped = await context.repeat("clear", count, async () => {
        const answer = await at.call("store.clearExpired", { limit: clearedAtOnce });
        removed += answer.removed;
        return { done: removed, last: answer.done };
      });
      tell(stopped);
    } catch (error) {
      if (removed > 0) tell(true);
      throw error;
    }
  });

/** How many have expired; null: the store does not say. */
async function howMany({ list }: CommandContext, at: Visit): Promise<number | null> {
  if (!list.pages.abilities.peek()?.listsExpired) return null;
  const { total } = await at.call("store.list", { limit: 1, filter: { expired: true } });
  return total?.count ?? null;
}
