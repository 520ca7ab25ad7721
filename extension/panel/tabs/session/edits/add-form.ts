/** The form "Add a key": into the session, a dict or a list. */

import { type ReadonlySignal, signal } from "@preact/signals";
import type { Path } from "../../../../json/path.ts";
import type { Text } from "../../../widgets/text.ts";
import { type Checked, checkName, checkValue, type NameRules } from "./checks.ts";
import { Complaint, type Saved } from "./saver.ts";

export interface AddForm {
  /** What it is added to; empty: the session itself. */
  readonly into: Path;
  /** A list gives its places by itself. */
  readonly named: boolean;
  readonly name: string;
  readonly value: string;
  /** Why the name cannot be taken; null while it can, and before anything was typed. */
  readonly fault: string | null;
  /** null: nothing typed yet. */
  readonly checked: Checked | null;
  readonly ready: boolean;
  /** What the server said. */
  readonly complaint: string | null;
}

export interface Adding {
  /** null: closed. */
  readonly form: ReadonlySignal<AddForm | null>;
  open(into: Path, named: boolean): void;
  fill(fields: Partial<Pick<AddForm, "name" | "value">>): void;
  /** Adds it and closes; stays open, and says why, when that is not possible. */
  submit(): Promise<void>;
  close(): void;
}

export interface AddingRules {
  readonly text: Text;
  nameRules(path: Path): NameRules;
  save(path: Path, named: boolean, to: string): Promise<Saved>;
}

export function createAdding({ text, nameRules, save }: AddingRules): Adding {
  const form = signal<AddForm | null>(null);
  const check = (fields: Pick<AddForm, "into" | "named" | "name" | "value">): AddForm => {
    const { into, named, name, value } = fields;
    const fault = named && name !== "" ? checkName(name, nameRules([...into, name]), text) : null;
    const checked = value.trim() === "" ? null : checkValue(value, text, { bare: true });
    const ready = fault === null && (checked?.ok ?? false) && (!named || name !== "" || into.length > 0);
    return { ...fields, fault, checked, ready, complaint: null };
  };

  return {
    form,
    open(into, named) {
      form.value = check({ into, named, name: "", value: "" });
    },
    fill(fields) {
      const now = form.peek();
      if (now !== null) form.value = check({ ...now, ...fields });
    },
    async submit() {
      const now = form.peek();
      if (!now?.ready || !now.checked?.ok) return;
      const saved = await save(now.named ? [...now.into, now.name] : now.into, now.named, now.checked.to);
      const open = form.peek();
      // Closed meanwhile, or another one.
      if (open?.into !== now.into) return;
      form.value = saved instanceof Complaint ? { ...open, complaint: saved.sentence } : null;
    },
    close() {
      form.value = null;
    },
  };
}
