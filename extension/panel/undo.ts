/** Undo and redo over all tabs, and the sentence about the last act. */

import { type ReadonlySignal, signal } from "@preact/signals";
import { shortened } from "./widgets/format.ts";

/** An act of the panel that can be undone. */
export interface Step {
  /** A sentence for the strip: "Deleted coupon." */
  readonly done: string;
  /** The act as "Undo: …" and "Redo: …" name it: "set options.colour". */
  readonly name: string;
  /** Tooltip of the strip's button, if the undo needs an explanation. */
  readonly hint?: string;
  /** Undoes the act. Resolves to a sentence about it, or rejects with a message for the user. */
  undo(): Promise<string>;
  /** Does the act again, in the same way. A step without it cannot be redone. */
  redo?(): Promise<string>;
}

export interface Strip {
  /** Grows with each sentence, so that a repeated sentence is a new one. */
  readonly count: number;
  readonly sentence: string;
  /** Absent if the strip only informs and nothing can be undone. */
  readonly step: Step | null;
  readonly failed: boolean;
}

export interface Undo {
  /** The content of the strip; null while it is closed. */
  readonly strip: ReadonlySignal<Strip | null>;
  /** The step that Undo undoes next. */
  readonly undoable: ReadonlySignal<Step | null>;
  readonly redoable: ReadonlySignal<Step | null>;
  /** Records a step and shows it in the strip. If its visit has ended, shows the reason instead. */
  push(step: Step, over: AbortSignal): void;
  /** Shows a sentence without undo, for instance about a write that did nothing. */
  tell(sentence: string, failed?: boolean): void;
  /** Shows a warning at once, and again beside the sentence that would replace it. */
  warn(sentence: string): void;
  /** Undoes the last step, after all earlier requests. With `only`, does so only if the last step still is this one. */
  undo(only?: Step | null): Promise<void>;
  redo(): Promise<void>;
  /** Closes the strip; the steps stay. */
  dismiss(): void;
  /** Forgets every step, because the page or the session store is another. @param dropped the sentence if an undo was running. */
  forget(dropped?: string): void;
}

const depth = 100;
/** The longest sentence in UTF-16 units; it may quote names that a server gave. */
const longest = 1000;

/** @param announce announces a sentence to screen readers. */
export function createUndo(announce: (sentence: string, urgency: "polite" | "assertive") => void): Undo {
  const strip = signal<Strip | null>(null);
  const undoable = signal<Step | null>(null);
  const redoable = signal<Step | null>(null);
  let done: Step[] = [];
  let undone: Step[] = [];
  let turn = Promise.resolve();
  /** Grows when the waiting requests are dropped. */
  let ended = 0;
  /** Whether an undo or redo is running. */
  let moving = false;
  let count = 0;
  /** The warning that has been shown alone so far. */
  let warning: string | null = null;

  const show = (said: string, step: Step | null, bad: boolean) => {
    const sentence = shortened(warning === null ? said : `${said} ${warning}`, longest);
    const failed = bad || warning !== null;
    warning = null;
    strip.value = { count: ++count, sentence, step, failed };
    announce(sentence, failed ? "assertive" : "polite");
  };
  const publish = () => {
    undoable.value = done.at(-1) ?? null;
    redoable.value = undone.at(-1) ?? null;
  };
  const reason = (error: unknown) => (error instanceof Error ? error.message : String(error));

  /**
   * Runs the requests one at a time. If one fails or all steps are forgotten, the waiting ones are dropped. `moved` is told
   * whether no other step was recorded meanwhile.
   */
  const move = (
    next: () => Step | undefined,
    act: (step: Step) => Promise<string>,
    moved: (step: Step, alone: boolean) => void,
  ): Promise<void> => {
    const asked = ended;
    const work = async () => {
      const step = next();
      if (step === undefined || ended > asked) return;
      const before = undone;
      moving = true;
      try {
        const sentence = await act(step);
        if (ended > asked) return;
        moved(step, undone === before);
        publish();
        show(sentence, null, false);
      } catch (error) {
        if (ended > asked) return;
        ended++;
        show(reason(error), null, true);
      } finally {
        moving = false;
      }
    };
    turn = turn.then(work);
    return turn;
  };

  return {
    strip,
    undoable,
    redoable,
    push(step, over) {
      if (over.aborted) return show(reason(over.reason), null, true);
      done = [...done, step].slice(-depth);
      undone = [];
      publish();
      show(step.done, step, false);
    },
    tell: (sentence, failed = false) => show(sentence, null, failed),
    warn(sentence) {
      show(sentence, null, true);
      warning = sentence;
    },
    undo: (only) =>
      move(
        () => (only && only !== done.at(-1) ? undefined : done.at(-1)),
        (step) => step.undo(),
        (step, alone) => {
          done = done.filter((other) => other !== step);
          if (step.redo && alone) undone = [...undone, step];
        },
      ),
    redo: () =>
      move(
        () => undone.at(-1),
        (step) => step.redo!(),
        (step) => {
          undone = undone.filter((other) => other !== step);
          done = [...done, step];
        },
      ),
    dismiss() {
      warning = null;
      strip.value = null;
    },
    forget(dropped) {
      ended++;
      done = [];
      undone = [];
      warning = null;
      strip.value = null;
      publish();
      if (moving && dropped !== undefined) show(dropped, null, true);
    },
  };
}
