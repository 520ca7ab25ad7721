/** The open cells of the tree. A cell is open until its text is applied or given up; several may be open at once. */

import { type ReadonlySignal, signal } from "@preact/signals";
import { type Path, pathId } from "../../../json/path.ts";
import type { Panel } from "../../state.ts";
import { type Checked, checkName, checkValue, quoted } from "./checks.ts";
import { nameRules } from "./names.ts";
import type { Overlay } from "./overlay.ts";
import type { Pending } from "./pending-edits.ts";
import { type Saved, SaveProblem } from "./save-result.ts";
import type { Saver } from "./saver.ts";
import { editOf } from "./typed-edits.ts";

export interface Cell {
  readonly path: Path;
  /** Whether the value is edited, or the name. */
  readonly what: "value" | "name";
  /** The text when the cell was opened. */
  readonly from: string;
  /** Text of the whole key that its author saw; null: there is none on the server. */
  readonly seen: string | null;
  readonly typed: string;
  readonly checked: Checked;
  /** True once the problem is shown: the user has paused, or pressed Enter. */
  readonly told: boolean;
  /** Why it was not saved. */
  readonly problem: string | null;
}

export interface Cells {
  /** By path id. */
  readonly open: ReadonlySignal<ReadonlyMap<string, Cell>>;
  begin(cell: Pick<Cell, "path" | "what" | "from" | "seen">): void;
  type(id: string, typed: string): void;
  /** True when the cell is closed: applied, or nothing had changed. False: it cannot be applied, and says why. */
  apply(id: string, asString?: boolean): boolean;
  cancel(id: string): void;
  /** Closes it if nothing was typed. */
  leave(id: string): void;
  forget(): void;
}

export interface CellParts {
  readonly panel: Panel;
  readonly pending: Pending;
  readonly saver: Saver;
  readonly overlay: Overlay;
}

/** Milliseconds after the last keystroke until a problem is told. */
export const tellAfterMs = 300;

/** The problem that the field shows. null: none, or none yet. */
export function problemShown({ problem, told, checked }: Cell): string | null {
  return problem ?? (told && !checked.ok ? checked.sentence : null);
}

export function createCells({ panel, pending, saver, overlay }: CellParts, end: AbortSignal): Cells {
  const open = signal<ReadonlyMap<string, Cell>>(new Map());
  const put = (id: string, cell: Cell) => {
    open.value = new Map([...open.peek(), [id, cell]]);
  };
  const tell = (id: string) => {
    const cell = open.peek().get(id);
    if (cell === undefined || cell.checked.ok || cell.told) return;
    put(id, { ...cell, told: true });
    panel.announce(cell.checked.sentence, "assertive");
  };
  const reminders = createReminders(tell, end);
  const close = (id: string) => {
    reminders.stop(id);
    open.value = new Map([...open.peek()].filter(([other]) => other !== id));
  };
  const check = ({ path, what, from }: Cell, typed: string): Checked => {
    if (what === "value") return checkValue(typed, panel.text, { from });
    const sentence = typed === from ? null : checkName(typed, nameRules(panel, overlay, path), panel.text);
    return sentence === null ? { ok: true, to: typed, asString: false } : { ok: false, sentence, at: null };
  };
  const save = async (id: string, cell: Cell, to: string): Promise<void> => {
    const { path, what, seen } = cell;
    const edit =
      what === "value" ? editOf({ panel, pending }, path, to, seen) : ({ kind: "rename", path, seen, to } as const);
    const saved: Saved = await saver.save([edit], panel.visit.peek());
    if (!(saved instanceof SaveProblem)) return;
    put(id, { ...cell, told: false, problem: saved.sentence });
    panel.announce(saved.sentence, "assertive");
  };

  return {
    open,
    begin(cell) {
      const id = pathId(cell.path);
      if (open.peek().get(id)?.what === cell.what) return;
      const checked = { ok: true, to: cell.from, asString: false } as const;
      put(id, { ...cell, typed: cell.from, checked, told: false, problem: null });
    },
    type(id, typed) {
      const cell = open.peek().get(id);
      if (cell === undefined) return;
      const checked = check(cell, typed);
      put(id, { ...cell, typed, checked, told: cell.told && !checked.ok, problem: null });
      if (checked.ok) reminders.stop(id);
      else reminders.start(id);
    },
    apply(id, asString = false) {
      const cell = open.peek().get(id);
      if (cell === undefined) return true;
      const string = asString && cell.what === "value";
      const checked = check(cell, cell.typed);
      const changed = cell.typed !== cell.from || string;
      if (changed && !checked.ok && !string) {
        put(id, { ...cell, checked });
        tell(id);
        return false;
      }
      close(id);
      if (changed) void save(id, cell, string || !checked.ok ? quoted(cell.typed) : checked.to);
      return true;
    },
    cancel: close,
    leave(id) {
      const cell = open.peek().get(id);
      if (cell !== undefined && cell.typed === cell.from) close(id);
    },
    forget() {
      for (const id of open.peek().keys()) close(id);
    },
  };
}

/** Tells the problem of a cell a moment after the last keystroke. */
function createReminders(tell: (id: string) => void, end: AbortSignal) {
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  const stop = (id: string) => {
    clearTimeout(timers.get(id));
    timers.delete(id);
  };
  end.addEventListener("abort", () => {
    for (const id of [...timers.keys()]) stop(id);
  });
  return {
    start(id: string) {
      stop(id);
      timers.set(
        id,
        setTimeout(() => tell(id), tellAfterMs),
      );
    },
    stop,
  };
}
