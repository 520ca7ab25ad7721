/** Undo and redo over all tabs, and the one sentence that says what was just done. */

import { type ReadonlySignal, signal } from "@preact/signals";
import { shortened } from "./widgets/format.ts";

/** Something done that can be taken back. */
export interface Step {
  /** A sentence for the strip: "Deleted coupon." */
  readonly done: string;
  /** What "Undo: …" and "Redo: …" name: "set options.colour". */
  readonly name: string;
  /** Tooltip of the strip's button where undoing does something that needs saying. */
  readonly hint?: string;
  /** Takes it back; resolves to the sentence that says so, rejects with a message for people when it cannot. */
  undo(): Promise<string>;
  /** Does it again, with the same promises. Without it the step cannot be redone. */
  redo?(): Promise<string>;
}

export interface Strip {
  /** Grows with each, so that the same sentence again is another one. */
  readonly count: number;
  readonly sentence: string;
  /** Absent: nothing to take back, the strip only tells. */
  readonly step: Step | null;
  readonly failed: boolean;
}

export interface Undo {
  /** What the strip says, or null while it is closed. */
  readonly strip: ReadonlySignal<Strip | null>;
  /** The step that Undo takes back next. */
  readonly undoable: ReadonlySignal<Step | null>;
  readonly redoable: ReadonlySignal<Step | null>;
  /** Records a step and shows it in the strip; where what it was done in is over, shows the reason of that instead. */
  push(step: Step, over: AbortSignal): void;
  /** Shows a sentence that cannot be undone: a write that did nothing, for instance. */
  tell(sentence: string, failed?: boolean): void;
  /** Shows at once what must not be missed, and again beside the sentence that would take its place. */
  warn(sentence: string): void;
  /** Takes back the last step, after what was asked for before. `only`: if it still is this one. */
  undo(only?: Step | null): Promise<void>;
  redo(): Promise<void>;
  /** Closes the strip; the steps stay. */
  dismiss(): void;
  /** Forgets every step: another page, another session store. @param dropped said where one was under way. */
  forget(dropped?: string): void;
}

const depth = 100;
/** UTF-16 units of a sentence: it may quote names that a server gave. */
const longest = 1000;

/** @param announce says a sentence to those who do not see the strip. */
export function createUndo(announce: (sentence: string, urgency: "polite" | "assertive") => void): Undo {
  const strip = signal<Strip | null>(null);
  const undoable = signal<Step | null>(null);
  const redoable = signal<Step | null>(null);
  let done: Step[] = [];
  let undone: Step[] = [];
  let turn = Promise.resolve();
  /** Grows where what was asked for before is not to be done any more. */
  let ended = 0;
  /** One is being taken back, or done again. */
  let moving = false;
  let count = 0;
  /** Shown alone so far. */
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
   * One at a time, each on what the one before it left. Where one fails, or all is forgotten, those that wait are not
   * tried. `moved` is told whether nothing else was done meanwhile.
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
