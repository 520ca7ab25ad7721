/** The form "Add a key": into the session, a dict or a list. */

import { type ReadonlySignal, signal } from "@preact/signals";
import type { ValueEdit } from "../../../json/edit.ts";
import type { Path } from "../../../json/path.ts";
import { CallFailed } from "../../server/client.ts";
import type { Panel } from "../../state.ts";
import type { TreeState } from "../../widgets/tree-state.ts";
import type { Reader } from "../known/reader.ts";
import type { Creation, SessionSource } from "../session-source.ts";
import { type Checked, checkName, checkValue } from "./checks.ts";
import type { EditWords } from "./edit-words.ts";
import { nameRules } from "./names.ts";
import type { Overlay } from "./overlay.ts";
import { type Saved, SaveProblem } from "./save-result.ts";
import type { Saver } from "./saver.ts";
import { asStored } from "./typed-edits.ts";

export interface FilledForm {
  /** The path of the list or dict it is added to. Empty: the session itself. */
  readonly into: Path;
  /** False: a list gives its places by itself. */
  readonly named: boolean;
  readonly name: string;
  readonly value: string;
  /** Why the name is not accepted; null while it is, and before anything was typed. */
  readonly nameProblem: string | null;
  /** null: no value was typed yet. */
  readonly checked: Checked | null;
  readonly ready: boolean;
  /** Why it was not saved. */
  readonly problem: string | null;
}

export interface AddForm {
  /** null: closed. */
  readonly filled: ReadonlySignal<FilledForm | null>;
  open(into: Path, named: boolean): void;
  fill(fields: Partial<Pick<FilledForm, "name" | "value">>): void;
  /** Adds the value and closes the form, or keeps it open and tells the problem. */
  submit(): Promise<void>;
  close(): void;
  forget(): void;
}

export interface AddFormParts {
  readonly panel: Panel;
  readonly source: SessionSource;
  readonly reader: Reader;
  readonly editWords: EditWords;
  readonly saver: Saver;
  readonly overlay: Overlay;
  readonly tree: TreeState;
}

export function createAddForm(parts: AddFormParts): AddForm {
  const filled = signal<FilledForm | null>(null);
  const close = () => {
    filled.value = null;
  };
  return {
    filled,
    open(into, named) {
      filled.value = checkForm(parts, { into, named, name: "", value: "" });
    },
    fill(fields) {
      const now = filled.peek();
      if (now !== null) filled.value = checkForm(parts, { ...now, ...fields });
    },
    async submit() {
      const now = filled.peek();
      if (!now?.ready || !now.checked?.ok) return;
      const saved = await add(parts, now, now.checked.to);
      const open = filled.peek();
      // The form was closed meanwhile, or opened for another place.
      if (open?.into !== now.into) return;
      filled.value = saved instanceof SaveProblem ? { ...open, problem: saved.sentence } : null;
    },
    close,
    forget: close,
  };
}

function checkForm(
  { panel, overlay }: AddFormParts,
  { into, named, name, value }: Pick<FilledForm, "into" | "named" | "name" | "value">,
): FilledForm {
  const rules = nameRules(panel, overlay, [...into, name]);
  const nameProblem = named && name !== "" ? checkName(name, rules, panel.text) : null;
  const checked = value.trim() === "" ? null : checkValue(value, panel.text, { bare: true });
  const ready = nameProblem === null && (checked?.ok ?? false) && (!named || name !== "" || into.length > 0);
  return { into, named, name, value, nameProblem, checked, ready, problem: null };
}

/** @param typed JSON text of the value. */
async function add(parts: AddFormParts, { into, named, name }: FilledForm, typed: string): Promise<Saved> {
  const { panel, reader, saver, overlay, tree } = parts;
  const to = asStored(panel, typed);
  const { create } = parts.source;
  if (create !== null && reader.session.peek() === null && panel.connected.peek()) {
    return createSession(parts, create, name, to);
  }
  const path = [...into, named ? name : placesIn(overlay, into)];
  const edit: ValueEdit = { kind: "insert", path, seen: overlay.expected(String(path[0])), to, at: null };
  const saved = await saver.save([edit], panel.visit.peek());
  if (!(saved instanceof SaveProblem)) tree.reveal(path);
  return saved;
}

/** Without a session, the first key makes one. */
async function createSession(
  { panel, reader, editWords }: AddFormParts,
  { make }: Creation,
  name: string,
  to: string,
): Promise<Saved> {
  const at = panel.visit.peek();
  try {
    await reader.change(() => make(at, { [name]: to }, { kind: "policy" }));
  } catch (error) {
    if (!(error instanceof CallFailed)) throw error;
    return new SaveProblem(editWords.failure(error));
  }
  panel.undo.tell(panel.text("sessionAddedNew", name));
  return "saved";
}

function placesIn(overlay: Overlay, path: Path): number {
  const node = overlay.nodeAt(path);
  return node?.kind === "list" || node?.kind === "dict" ? node.count : 0;
}
