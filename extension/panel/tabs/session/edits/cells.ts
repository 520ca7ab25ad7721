/** Editing in place: what is typed into a cell, from the first key until it is applied or given up. Several may be open. */

import type { ReadonlySignal, Signal } from "@preact/signals";
import { type Path, pathId } from "../../../../json/path.ts";
import type { Text } from "../../../widgets/text.ts";
import { type Checked, checkName, checkValue, type NameRules, quoted } from "./checks.ts";
import { Complaint, type Saved } from "./saver.ts";

export interface Typing {
  readonly path: Path;
  /** Its value, or its name. */
  readonly what: "value" | "name";
  /** What stood there when it began. */
  readonly from: string;
  /** Text of the whole key that its author saw; null: there is none on the server. */
  readonly seen: string | null;
  readonly typed: string;
  readonly checked: Checked;
  /** The fault is shown: some time has passed, or Enter was pressed. */
  readonly told: boolean;
  /** What the server said when it was applied. */
  readonly complaint: string | null;
}

export interface Desk {
  /** By path id. */
  readonly typings: ReadonlySignal<ReadonlyMap<string, Typing>>;
  begin(cell: Pick<Typing, "path" | "what" | "from" | "seen">): void;
  type(id: string, typed: string): void;
  /** True when the cell is closed: applied, or nothing had changed. False: it cannot be applied, and says why. */
  apply(id: string, asString?: boolean): boolean;
  cancel(id: string): void;
  /** Closes it if nothing was typed. */
  leave(id: string): void;
  forget(): void;
}

export type Typings = Signal<ReadonlyMap<string, Typing>>;

export interface DeskRules {
  readonly text: Text;
  nameRules(path: Path): NameRules;
  save(typing: Typing, to: string): Promise<Saved>;
  announce(sentence: string): void;
}

/** Milliseconds after the last key until a fault is told. */
export const tellAfter = 300;

export function createDesk(typings: Typings, rules: DeskRules, end: AbortSignal): Desk {
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  end.addEventListener("abort", () => {
    for (const timer of timers.values()) clearTimeout(timer);
  });

  const put = (id: string, typing: Typing) => {
    typings.value = new Map([...typings.peek(), [id, typing]]);
  };
  const close = (id: string) => {
    clearTimeout(timers.get(id));
    timers.delete(id);
    typings.value = new Map([...typings.peek()].filter(([other]) => other !== id));
  };
  const check = ({ path, what, from }: Pick<Typing, "path" | "what" | "from">, typed: string): Checked => {
    if (what === "value") return checkValue(typed, rules.text, { from });
    const sentence = typed === from ? null : checkName(typed, rules.nameRules(path), rules.text);
    return sentence === null ? { ok: true, to: typed, asString: false } : { ok: false, sentence, at: null };
  };
  const tell = (id: string) => {
    const typing = typings.peek().get(id);
    if (typing === undefined || typing.checked.ok || typing.told) return;
    put(id, { ...typing, told: true });
    rules.announce(typing.checked.sentence);
  };

  return {
    typings,
    begin(cell) {
      const id = pathId(cell.path);
      if (typings.peek().get(id)?.what === cell.what) return;
      const checked = { ok: true, to: cell.from, asString: false } as const;
      put(id, { ...cell, typed: cell.from, checked, told: false, complaint: null });
    },
    type(id, typed) {
      const typing = typings.peek().get(id);
      if (typing === undefined) return;
      const checked = check(typing, typed);
      put(id, { ...typing, typed, checked, told: typing.told && !checked.ok, complaint: null });
      clearTimeout(timers.get(id));
      if (!checked.ok)
        timers.set(
          id,
          setTimeout(() => tell(id), tellAfter),
        );
    },
    apply(id, asString = false) {
      const typing = typings.peek().get(id);
      if (typing === undefined) return true;
      const { what, from, typed } = typing;
      const string = asString && what === "value";
      if (typed === from && !string) {
        close(id);
        return true;
      }
      const checked = check(typing, typed);
      if (!checked.ok && !string) {
        put(id, { ...typing, checked });
        tell(id);
        return false;
      }
      const to = string ? quoted(typed) : checked.ok ? checked.to : "";
      close(id);
      void (async () => {
        const saved = await rules.save(typing, to);
        if (!(saved instanceof Complaint)) return;
        put(id, { ...typing, told: false, complaint: saved.sentence });
        rules.announce(saved.sentence);
      })();
      return true;
    },
    cancel: close,
    leave(id) {
      const typing = typings.peek().get(id);
      if (typing !== undefined && typing.typed === typing.from) close(id);
    },
    forget() {
      for (const id of typings.peek().keys()) close(id);
    },
  };
}
