/** Deletes sessions: the chosen rows, or all that match the filter. Those that changed meanwhile are left alone. */

import { deletionLimit } from "sessionscope/protocol";
import { CallFailed } from "../../../server/client.ts";
import type { Visit } from "../../../state.ts";
import { readRows } from "../list/live-rows.ts";
import { isFiltering } from "../list/query.ts";
import type { StoredRow } from "../list/stored-row.ts";
import { type CommandContext, reasonOf, sentences, sessions } from "./command-context.ts";
import { type Deleted, nothingDeleted, tellDeleted, withDeleted } from "./undo-delete.ts";

export const deleteRows = (context: CommandContext, rows: readonly StoredRow[]): Promise<void> =>
  context.run(async (at) => {
    const { panel } = context;
    let deleted = nothingDeleted;
    let failure: string | null = null;
    for (const row of rows) {
      try {
        deleted = await deleteRow(context, row, deleted, at);
      } catch (error) {
        failure = reasonOf(panel, error);
        break;
      }
    }
    if (deleted.count > 0) {
      const [first] = rows;
      const one = rows.length === 1 && first !== undefined;
      const what = one ? first.handle : sessions(panel, deleted.count);
      tellDeleted(context, deleted, panel.text("doneDeleted", what), panel.text("undoDelete", what), at);
    } else if (deleted.changed > 0) {
      panel.undo.tell(panel.text(deleted.changed === 1 ? "storeLeftOne" : "storeLeftMany", `${deleted.changed}`), true);
    } else if (failure === null) panel.undo.tell(panel.text("storeGoneAlready"), true);
    if (failure !== null) panel.undo.warn(failure);
  });

async function deleteRow(context: CommandContext, row: StoredRow, deleted: Deleted, at: Visit): Promise<Deleted> {
  const { pages } = context.list;
  const takeOut = () => pages.patch((listed) => (listed.ref === row.ref ? null : listed));
  try {
    const { ticket } = await at.call("store.delete", { ref: row.ref, revision: row.revision });
    takeOut();
    return withDeleted(deleted, { deleted: 1, ticket });
  } catch (error) {
    if (!(error instanceof CallFailed)) throw error;
    if (error.code === "gone") {
      takeOut();
      return deleted;
    }
    if (error.code !== "stale-revision") throw error;
    await readRows(context.panel, pages, [row]);
    return withDeleted(deleted, { changed: 1 });
  }
}

export const deleteMatching = (context: CommandContext): Promise<void> =>
  context.run(async (at) => {
    const { panel, list } = context;
    const filter = list.filter.peek();
    if (!isFiltering(filter)) return;
    let deleted = nothingDeleted;
    let cursor: string | undefined;
    const tell = (said: (what: string) => string) => {
      const what = sessions(panel, deleted.count);
      tellDeleted(context, deleted, said(what), panel.text("undoDelete", what), at);
      void list.pages.first();
    };
    try {
      const stopped = await context.repeat(
        "delete",
        async () => null,
        async () => {
          const answer = await at.call("store.deleteMatching", { filter, limit: deletionLimit, cursor });
          deleted = withDeleted(deleted, answer);
          cursor = answer.next ?? undefined;
          return { done: deleted.count, last: answer.next === null };
        },
      );
      tell((what) => sentences(stopped && panel.text("storeStopped"), panel.text("doneDeleted", what)));
    } catch (error) {
      if (deleted.count === 0) throw error;
      tell((what) => panel.text("doneDeleted", what));
      panel.undo.warn(reasonOf(panel, error));
    }
  });
