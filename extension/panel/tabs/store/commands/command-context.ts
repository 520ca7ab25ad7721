/** What the commands of the tab share: the list they change, one long command at a time, and the words that count. */

import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { CallFailed } from "../../../server/client.ts";
import type { Panel, Visit } from "../../../state.ts";
import { count } from "../../../widgets/format.ts";
import { lasting } from "../lasting.ts";
import type { StoreList } from "../list/store-list.ts";

/** A command that takes several calls, and how far it is. */
export interface Progress {
  readonly what: "delete" | "clear";
  readonly done: number;
  /** How many there are, where the server can tell. */
  readonly of: number | null;
  /** Milliseconds since it began. */
  readonly tookMs: number;
}

export interface CommandContext {
  readonly panel: Panel;
  readonly list: StoreList;
  /** A command is under way: others are not begun. */
  readonly busy: ReadonlySignal<boolean>;
  /** null: no long command is under way, or it has just begun. */
  readonly progress: ReadonlySignal<Progress | null>;
  /** Ends a long command after the call that is under way. */
  stop(): void;
  /** Runs one command at a time, within the visit it began in, and tells when it fails. */
  run(act: (at: Visit) => Promise<void>): Promise<void>;
  /**
   * Makes calls until one says that it was the last, the user stops, or one fails.
   * @param count tells how many there are; null: nobody knows. @param call adds up what it did.
   * @returns whether the user has stopped it.
   */
  repeat(what: Progress["what"], count: () => Promise<number | null>, call: () => Promise<Step>): Promise<boolean>;
}

export interface Step {
  /** How many sessions all calls so far are done with. */
  readonly done: number;
  readonly last: boolean;
}

/** Expired sessions that one call removes. */
export const clearedAtOnce = 500;

export function createCommandContext(panel: Panel, list: StoreList, end: AbortSignal): CommandContext {
  const busy = signal(false);
  const progress = signal<Progress | null>(null);
  const lasts = lasting(progress, end);
  let stopped = false;
  return {
    panel,
    list,
    busy,
    progress: computed(() => (lasts.value ? progress.value : null)),
    stop() {
      stopped = true;
    },
    async run(act) {
      if (busy.peek()) return;
      busy.value = true;
      try {
        await act(panel.visit.peek());
      } catch (error) {
        if (!end.aborted) panel.undo.tell(reasonOf(panel, error), true);
      } finally {
        busy.value = false;
      }
    },
    async repeat(what, count, call) {
      stopped = false;
      progress.value = { what, of: null, done: 0, tookMs: 0 };
      try {
        const of = await count();
        const began = performance.now();
        for (;;) {
          const { done, last } = await call();
          progress.value = { what, of, done, tookMs: performance.now() - began };
          if (last || stopped) return !last;
        }
      } finally {
        progress.value = null;
      }
    },
  };
}

/** Why a command failed, as a sentence for people. */
export function reasonOf({ text }: Panel, error: unknown): string {
  const away = error instanceof CallFailed && (error.code === "unreachable" || error.code === "timeout");
  if (away) return text("sessionAwayUndo");
  return error instanceof Error ? error.message : String(error);
}

/** "3 sessions" */
export const sessions = ({ text }: Panel, number: number): string =>
  text(number === 1 ? "storeOne" : "storeMany", count(number));

/** Sentences, with blanks between. */
export const sentences = (...all: readonly (string | false)[]): string => all.filter(Boolean).join(" ");
