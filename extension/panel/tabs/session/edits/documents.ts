/** The JSON editor of the detail pane: one text per value, kept while another value is looked at, until saved or reverted. */

import type { ReadonlySignal, Signal } from "@preact/signals";
import { parseStored } from "../../../../json/parse.ts";
import { type Path, pathId } from "../../../../json/path.ts";
import { prettyText } from "../../../../json/print.ts";
import type { Checked } from "./checks.ts";
import { Complaint, type Saved } from "./saver.ts";

export interface Document {
  /** Empty: the whole dictionary. */
  readonly path: Path;
  /** The value when editing began, pretty. */
  readonly from: string;
  readonly typed: string;
  readonly checked: Checked;
  /** Text of the whole key, or of the dictionary, that the author saw; null: there is none on the server. */
  readonly seen: string | null;
  readonly complaint: string | null;
}

export interface Documents {
  /** By path id; only those that differ from where they began. */
  readonly open: ReadonlySignal<ReadonlyMap<string, Document>>;
  /** @param from the value as the editor showed it, pretty; @param seen text of the whole key on the server. */
  type(path: Path, typed: string, from: string, seen: string | null): void;
  save(id: string): Promise<Saved | "invalid">;
  revert(id: string): void;
  forget(): void;
}

export type OpenDocuments = Signal<ReadonlyMap<string, Document>>;

export interface DocumentRules {
  /** @param from the value when editing began, pretty. */
  check(path: Path, typed: string, from: string): Checked;
  save(document: Document, to: string): Promise<Saved>;
  announce(sentence: string): void;
}

/** As the editor shows a value. */
export function prettyValue(raw: string): string {
  const parsed = parseStored(raw);
  return parsed.ok ? prettyText(raw, parsed.node) : raw;
}

export function createDocuments(open: OpenDocuments, { check, save, announce }: DocumentRules): Documents {
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
      else put(id, { ...before, typed, checked: check(path, typed, before.from), complaint: null });
    },
    async save(id) {
      const document = open.peek().get(id);
      if (document === undefined) return "saved";
      const { checked } = document;
      if (!checked.ok) {
        announce(checked.sentence);
        return "invalid";
      }
      close(id);
      const saved = await save(document, checked.to);
      if (saved instanceof Complaint) {
        put(id, { ...document, complaint: saved.sentence });
        announce(saved.sentence);
      }
      return saved;
    },
    revert: close,
    forget() {
      open.value = new Map();
    },
  };
}
