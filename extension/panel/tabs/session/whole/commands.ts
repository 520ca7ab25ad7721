/** The commands on the session as a whole: clear, flush, expire, cycle its key, set its expiry. */

import { type ReadonlySignal, signal } from "@preact/signals";
import type { Expiry } from "sessionscope/protocol";
import type { Visit } from "../../../state.ts";
import type { Step } from "../../../undo.ts";
import { atRevision, inWords } from "./at-revision.ts";
import type { Reversible, reversible } from "./reversible.ts";
import type { CommandParts } from "./snapshot.ts";

export interface Commands {
  /** One of the commands is under way: others are not begun. */
  readonly busy: ReadonlySignal<boolean>;
  run(command: keyof typeof reversible): Promise<void>;
  setExpiry(expiry: Expiry): Promise<void>;
  /** The session gets a new key; the old one is dead, so this cannot be undone. */
  cycleKey(): Promise<void>;
  setTestCookie(): Promise<void>;
}

export function createCommands(parts: CommandParts, end: AbortSignal): Commands {
  const { panel, reader } = parts;
  const busy = signal(false);

  /** Runs one command at a time, within the visit it began in, and tells when it fails. */
  const oneAtATime = async (act: (at: Visit) => Promise<void>): Promise<void> => {
    if (busy.peek()) return;
    busy.value = true;
    try {
      await act(panel.visit.peek());
    } catch (error) {
      if (!end.aborted) panel.undo.tell(inWords(parts, error).message, true);
    } finally {
      busy.value = false;
    }
  };
  /** Their code is loaded when the first is given. */
  const perform = (choose: (all: typeof import("./reversible.ts")) => Reversible<unknown>) =>
    oneAtATime(async (at) => {
      const command = choose(await import("./reversible.ts"));
      const step = await stepOf(parts, command, at);
      if (step === null) return;
      if (command.undoable?.(panel) ?? true) panel.undo.push(step, at.over);
      else panel.undo.tell(panel.text("twoSentences", step.done, panel.text("sessionNoUndo")));
    });

  return {
    busy,
    run(command) {
      // Each command gets back only what it has kept itself.
      return perform(({ reversible }) => reversible[command] as Reversible<unknown>);
    },
    setExpiry: (expiry) => perform(({ settingExpiry }) => settingExpiry(expiry) as Reversible<unknown>),
    cycleKey: () =>
      oneAtATime(async (at) => {
        await atRevision(parts, at, ({ revision }) => reader.change(() => at.call("session.cycleKey", { revision })));
        panel.undo.tell(panel.text("sessionCycled"));
      }),
    setTestCookie: () =>
      oneAtATime(async (at) => {
        await reader.change(() => at.call("testCookie.set", {}));
      }),
  };
}

/** Does a command. @returns its undo step. null: nothing was done. */
async function stepOf<K>(parts: CommandParts, command: Reversible<K>, at: Visit): Promise<Step | null> {
  let kept = await command.act(parts, at);
  if (kept === null) return null;
  const { name, hint, sentence } = command;
  return {
    done: sentence(parts, kept),
    name: name(parts, kept),
    hint: hint?.(parts, kept),
    undo: () => command.undo(parts, kept!, at),
    async redo() {
      kept = (await command.act(parts, at)) ?? kept;
      return sentence(parts, kept!);
    },
  };
}
