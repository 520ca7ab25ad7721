/** The state of the Session tab: the session of the browser's cookie, the commands on it as one, and what is shown of it. */

import { type Signal, signal } from "@preact/signals";
import { onOtherServer } from "../../on-other-server.ts";
import type { LoggedChange } from "../../session/known/changes.ts";
import { ownSession } from "../../session/session-source.ts";
import { createShownSession, type ShownSession } from "../../session/shown-session.ts";
import type { Panel } from "../../state.ts";
import { type Commands, createCommands } from "./whole/commands.ts";

export type DetailTab = "json" | "raw" | "decoded" | "history" | "all";

export interface SessionTab extends ShownSession {
  /** On the session as one. */
  readonly commands: Commands;
  readonly detailTab: Signal<DetailTab>;
  /** The change that the history has selected; null: the newest. */
  readonly historyAt: Signal<LoggedChange | null>;
  readonly expiryOpen: Signal<boolean>;
}

export function createSessionTab(panel: Panel, end: AbortSignal): SessionTab {
  const shown = createShownSession(panel, ownSession(panel), end);
  const { reader, saver, editWords } = shown;
  const commands = createCommands({ panel, reader, saver, editWords }, end);
  onOtherServer(panel, shown.forget, end);
  return {
    ...shown,
    commands,
    detailTab: signal<DetailTab>("json"),
    historyAt: signal<LoggedChange | null>(null),
    expiryOpen: signal(false),
  };
}
