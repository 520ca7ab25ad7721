/** What a command is given, and what the table of commands must answer. */

import type { PanelEvent } from "../core/events.ts";
import type { Settings } from "../core/settings.ts";
import type { ClientStore, Store } from "../core/store.ts";
import type { CommandName, Params, Result, Since } from "../protocol.ts";
import type { Redaction } from "./redaction.ts";
import type { SessionAccess } from "./session-access.ts";
import type { Timeline } from "./timeline.ts";

export interface CommandContext {
  /** Who asks for what. */
  readonly caller: Pick<PanelEvent, "command" | "origin" | "remoteAddress">;
  /** The asking panel; its changes are told apart from another's by it. */
  readonly window?: string | undefined;
  /** The state that the caller has, where the answer is to name the commits after it. */
  readonly since?: Since | undefined;
  /** The asking browser's session cookie; `null`: it has none. */
  readonly cookie: string | null;
  readonly settings: Settings;
  readonly store: Store | ClientStore;
  readonly sessions: SessionAccess;
  readonly timeline: Timeline;
  readonly redaction: Redaction;
}

/** One handler per command of the protocol: one that is missing does not compile. */
export type Handlers = {
  readonly [C in CommandName]: (params: Params<C>, context: CommandContext) => Promise<Result<C>>;
};
