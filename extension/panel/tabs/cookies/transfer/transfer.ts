/** Export and import: what goes out as text, what a text would bring in. */

import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { type Cookie, identityOf, type Message } from "../../../../cookies/cookie.ts";
import type { ImportedRow } from "../../../../cookies/formats/format.ts";
import { json } from "../../../../cookies/formats/json.ts";
import { type Format, type FormatName, formats, type Imported, importCookies } from "../../../../cookies/formats.ts";
import type { Panel } from "../../../state.ts";
import type { Actions } from "../edits/actions.ts";
import type { Row } from "../known/cookie-rows.ts";
import type { Observed } from "../known/observed.ts";
import { coveredCookie } from "../masking/masked-text.ts";

export interface Transfer {
  readonly format: ReadonlySignal<Format>;
  choose(name: FormatName): void;
  /** What is exported: the ticked rows, else all that are shown. */
  readonly leaving: ReadonlySignal<readonly Cookie[]>;
  readonly exported: ReadonlySignal<string>;
  /** What of it is shown: masked values stay masked. */
  readonly preview: ReadonlySignal<string>;
  /** The rows of masked values among them. */
  readonly masked: ReadonlySignal<readonly Row[]>;
  /** Name of the file to save. */
  readonly file: ReadonlySignal<string>;

  readonly typed: Signal<string>;
  /** What the typed text would bring; null: nothing is typed. */
  readonly imported: ReadonlySignal<Imported | null>;
  readonly ready: ReadonlySignal<readonly Cookie[]>;
  /** What there is to say of a row: why it cannot be, what was guessed, what it replaces. */
  wordsOn(row: ImportedRow): readonly Message[];
  /** Writes what is ready. True: all of it is stored. */
  apply(): Promise<boolean>;
}

export function createTransfer(
  panel: Panel,
  observed: Observed,
  actions: Actions,
  chosen: ReadonlySignal<readonly Row[]>,
  isMasked: (row: Row) => boolean,
): Transfer {
  const kept = panel.remember("cookies.format", json.name);
  const format = computed(() => formats.find(({ name }) => name === kept.value) ?? json);
  const nowhere = new URL("http://localhost/");
  const page = computed(() => observed.page.value ?? nowhere);
  const rows = computed(() => chosen.value.filter((row) => row.refused === null));
  const leaving = computed(() => rows.value.map(({ cookie }) => cookie));
  const shown = computed(() => rows.value.map((row) => (isMasked(row) ? coveredCookie(row.cookie) : row.cookie)));
  const typed = signal("");
  /** Why the browser did not take a cookie, by identity. */
  const failed = signal<ReadonlyMap<string, Message>>(new Map());
  const imported = computed(() =>
    typed.value.trim() === ""
      ? null
      : importCookies(typed.value, { url: page.value, now: Date.now(), rules: panel.platform.cookies.rules }),
  );
  const ready = computed(() =>
    (imported.value?.rows ?? []).flatMap((row) => (row.cookie === null ? [] : [row.cookie])),
  );
  const held = computed(() => new Set(observed.jar.value.cookies.map(identityOf)));

  return {
    format,
    choose(to) {
      kept.value = to;
    },
    leaving,
    exported: computed(() => format.value.write(leaving.value, page.value)),
    preview: computed(() => format.value.write(shown.value, page.value)),
    masked: computed(() => rows.value.filter(isMasked)),
    file: computed(() => {
      return `cookies-${page.value.hostname.replace(/[^a-z0-9.-]/gi, "")}.${format.value.fileEnding}`;
    }),
    typed,
    imported,
    ready,
    wordsOn({ cookie, problem, notes }) {
      if (problem !== null) return [problem];
      const refused = cookie && failed.value.get(identityOf(cookie));
      if (refused) return [["cookieNotWritten", panel.text(...refused)]];
      return cookie && held.value.has(identityOf(cookie)) ? [["importReplaces"], ...notes] : notes;
    },
    async apply() {
      const { value: applied } = typed;
      const refused = await actions.importAll(ready.peek());
      failed.value = new Map(refused.map(({ cookie, reason }) => [identityOf(cookie), reason]));
      if (refused.length > 0) return false;
      if (typed.peek() === applied) typed.value = "";
      return true;
    },
  };
}
