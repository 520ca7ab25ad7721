/** The undo of deletions: the server keeps what was deleted for some minutes, and brings it back into new sessions. */

import type { Ticket } from "sessionscope/protocol";
import { whyNot } from "../../../engine.ts";
import { CallFailed } from "../../../server/client.ts";
import type { Visit } from "../../../state.ts";
import { type CommandContext, reasonOf, sentences, sessions } from "./command-context.ts";

/** What a command has deleted. */
export interface Deleted {
  readonly count: number;
  /** How many were left alone, because they had changed after they were listed. */
  readonly changed: number;
  /** How many were left alone, because the store failed. */
  readonly failed: number;
  /** With them the server brings the sessions back: one for each call. */
  readonly tickets: readonly Ticket[];
  /** Some call has left no ticket. */
  readonly some: boolean;
}

export const nothingDeleted: Deleted = { count: 0, changed: 0, failed: 0, tickets: [], some: false };

/** What one call has done. */
export interface Deletion {
  readonly deleted?: number;
  readonly changed?: number;
  readonly failed?: number;
  readonly ticket?: Ticket | null;
}

export const withDeleted = (
  deleted: Deleted,
  { deleted: count = 0, changed = 0, failed = 0, ticket = null }: Deletion,
): Deleted => ({
  count: deleted.count + count,
  changed: deleted.changed + changed,
  failed: deleted.failed + failed,
  tickets: ticket === null ? deleted.tickets : [...deleted.tickets, ticket],
  some: deleted.some || (count > 0 && ticket === null),
});

/** Tells what was deleted, and offers to undo it where the server can. @param said the sentence for what is deleted. */
export function tellDeleted(context: CommandContext, deleted: Deleted, said: string, name: string, at: Visit): void {
  const { panel } = context;
  const { text } = panel;
  const { changed, failed } = deleted;
  const undoes = whyNot(panel, "undo.restore") === null;
  const tickets = undoes ? deleted.tickets : [];
  const some = deleted.some || (!undoes && deleted.count > 0);
  const done = sentences(
    said,
    changed > 0 && text(changed === 1 ? "storeLeftOne" : "storeLeftMany", `${changed}`),
    failed > 0 && text(failed === 1 ? "storeFailedOne" : "storeFailedMany", `${failed}`),
    some && text(tickets.length === 0 ? "storeNoUndo" : "storeSomeUndo"),
  );
  const undo = () => bringBack(context, tickets, at);
  if (tickets.length === 0) panel.undo.tell(done);
  else panel.undo.push({ done, name, hint: text("storeUndoHint"), undo }, at.over);
}

/** @throws Error with a sentence for people, where nothing came back. */
async function bringBack({ panel, list }: CommandContext, tickets: readonly Ticket[], at: Visit): Promise<string> {
  let back = 0;
  let failure: string | null = null;
  for (const { ticket } of tickets) {
    at.over.throwIfAborted();
    try {
      back += (await at.call("undo.restore", { ticket, revision: null })).sessions;
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error;
      failure = error.code === "ticket-gone" ? panel.text("storeTicketGone") : reasonOf(panel, error);
    }
  }
  if (back > 0) void list.pages.again();
  if (back === 0 && failure !== null) throw new Error(failure);
  const said = panel.text(back === 1 ? "storeBackOne" : "storeBackMany", sessions(panel, back));
  return sentences(said, failure ?? false);
}
