/** What each command is given, and the type of the table of commands. */

import type { PanelEvent } from "../core/events.ts";
import type { Settings } from "../core/settings.ts";
import type { ClientStore, Store } from "../core/store.ts";
import type { CommandName, Params, Result, Since } from "../protocol.ts";
import type { ChangeRecord } from "./change-record.ts";
import type { Lab } from "./lab.ts";
import type { Redaction } from "./redaction.ts";
import type { SessionAccess } from "./session-access.ts";
import type { Cursors } from "./store/cursors.ts";
import type { Refs } from "./store/refs.ts";
import type { Totals } from "./store/total.ts";
import type { Subject } from "./timeline/recorded.ts";
import type { Timeline } from "./timeline.ts";
import type { UndoTickets } from "./undo-tickets.ts";

export interface CommandContext {
  /** Who calls, and which command. */
  readonly caller: Pick<PanelEvent, "command" | "origin" | "remoteAddress">;
  /** The id of the asking panel, by which it knows its own changes from those of another one. */
  readonly window?: string | undefined;
  /** The state that the caller has: the answer names the commits after it. */
  readonly since?: Since | undefined;
  /** The value of the asking browser's session cookie; `null`: it has none. */
  readonly cookie: string | null;
  /** Further cookies of the asking browser that belong to it, by name. */
  readonly moreCookies: ReadonlyMap<string, string>;
  readonly settings: Settings;
  readonly store: Store | ClientStore;
  readonly sessions: SessionAccess;
  readonly record: ChangeRecord;
  readonly timeline: Timeline;
  /** Names a session in the timeline to a panel. */
  readonly handleOf: (subject: Subject) => string;
  readonly redaction: Redaction;
  /** What the panel can still undo. */
  readonly undo: UndoTickets;
  readonly refs: Refs;
  readonly cursors: Cursors;
  readonly totals: Totals;
  readonly lab: Lab;
}

/** One handler for each command of the protocol. Without one of them it does not compile. */
export type Handlers = {
  readonly [C in CommandName]: (params: Params<C>, context: CommandContext) => Promise<Result<C>>;
};
