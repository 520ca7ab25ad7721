/** The open documents of the JSON editor: one per value, kept until it is saved or reverted, also while another value is shown. */

import { type ReadonlySignal, signal } from "@preact/signals";
import { editsBetween, rawAt, type ValueEdit } from "../../../json/edit.ts";
import { parseStored } from "../../../json/parse.ts";
import { type Path, pathId } from "../../../json/path.ts";
import { prettyText } from "../../../json/print.ts";
import type { Panel } from "../../state.ts";
import { checkAll, editsOfAll } from "./all-keys.ts";
import { type Checked, checkValue } from "./checks.ts";
import type { Overlay } from "./overlay.ts";
import type { Pending } from "./pending-edits.ts";
import { type Saved, SaveProblem } from "./save-result.ts";
import type { Saver } from "./saver.ts";
import { editOf, storedEdit } from "./typed-edits.ts";

export interface Document {
  /** Empty: the whole dictionary. */
  readonly path: Path;
  /** The value when editing began, pretty. */
  readonly from: string;
  readonly typed: string;
  readonly checked: Checked;
  /** Text of the whole key, or of the dictionary, that the author saw; null: there is none on the server. */
  readonly seen: string | null;
  /** Why it was not saved. */
  readonly problem: string | null;
}

export interface Documents {
  /** By path id. A document is open while its text differs from the value. */
  readonly open: ReadonlySignal<ReadonlyMap<string, Document>>;
  /** @param from the value as the editor showed it, pretty; @param seen text of the whole key on the server. */
  type(path: Path, typed: string, from: string, seen: string | null): void;
  save(id: string): Promise<Saved | "invalid">;
  revert(id: string): void;
  forget(): void;
}

export interface DocumentParts {
  readonly panel: Panel;
  readonly pending: Pending;
  readonly saver: Saver;
  readonly overlay: Overlay;
}

/** A value as the editor shows it. */
export function prettyValue(raw: string): string {
  const parsed = parseStored(raw);
  return parsed.ok ? prettyText(raw, parsed.node) : raw;
}

export function createDocuments(parts: DocumentParts): Documents {
  const { panel, saver } = parts;
  const open = signal<ReadonlyMap<string, Document>>(new Map());
  const put = (id: string, document: Document) => {
    open.value = new Map([...open.peek(), [id, document]]);
  };
  const close = (id: string) => {
    open.value = new Map([...open.peek()].filter(([other]) => other !== id));
  };

  return {
    open,
    type(path, typed, from, seen) {
      const id = pathId(path);
      const before = open.peek().get(id) ?? { path, from, seen };
      if (typed === before.from) close(id);
      else put(id, { ...before, typed, checked: check(parts, path, typed, before.from), problem: null });
    },
    async save(id) {
      const document = open.peek().get(id);
      if (document === undefined) return "saved";
      const { checked } = document;
      if (!checked.ok) {
        panel.announce(checked.sentence, "assertive");
        return "invalid";
      }
      close(id);
      const saved = await saver.save(editsOf(parts, document, checked.to), panel.visit.peek());
      if (saved instanceof SaveProblem) {
        put(id, { ...document, problem: saved.sentence });
        panel.announce(saved.sentence, "assertive");
      }
      return saved;
    },
    revert: close,
    forget() {
      open.value = new Map();
    },
  };
}

/** @param from the value when editing began, pretty. */
function check({ panel, overlay }: DocumentParts, path: Path, typed: string, from: string): Checked {
  if (path.length > 0) return checkValue(typed, panel.text, { from });
  return checkAll(typed, from, overlay.roots.peek(), panel.hello.peek()?.members ?? [], panel.text);
}

/** Value by value, so that others' changes beside them survive. @param to JSON text of the value. */
function editsOf(parts: DocumentParts, { path, seen }: Document, to: string): readonly ValueEdit[] {
  if (path.length === 0) return editsOfAll(seen ?? "{}", to).map((edit) => storedEdit(parts.panel, edit));
  const before = rawAt(seen, path);
  if (before === null || seen === null) return [editOf(parts, path, to, seen)];
  return editsBetween(before, to, path, seen).map((edit) => storedEdit(parts.panel, edit));
}
