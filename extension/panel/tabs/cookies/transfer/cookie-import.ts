/** The import: what a text would bring, and what the browser did not store of it. */

import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { type Cookie, identityOf, type Message } from "../../../../cookies/cookie.ts";
import type { ImportedRow } from "../../../../cookies/formats/format.ts";
import { type Imported, importCookies } from "../../../../cookies/formats.ts";
import type { CommandContext } from "../edits/command-context.ts";
import { storeImported } from "./store-imported.ts";

export interface CookieImport {
  /** What the typed text would bring; null: nothing is typed. */
  readonly imported: ReadonlySignal<Imported | null>;
  /** The cookies of rows without a problem. */
  readonly ready: ReadonlySignal<readonly Cookie[]>;
  /** What a row says: its problem, or what was guessed and which cookie it replaces. */
  notesOn(row: ImportedRow): readonly Message[];
  /** Stores what is ready. @returns true: the browser stored all of it. */
  store(): Promise<boolean>;
}

/** @param typed the text with the cookies. */
export function createCookieImport(context: CommandContext, typed: Signal<string>): CookieImport {
  const { known, say, panel } = context;
  const { rules } = panel.platform.cookies;
  /** Why the browser did not store a cookie, by identity. */
  const failures = signal<ReadonlyMap<string, Message>>(new Map());
  const imported = computed(() =>
    typed.value.trim() === ""
      ? null
      : importCookies(typed.value, { url: known.pageOrLocalhost.value, now: Date.now(), rules }),
  );
  const ready = computed(() =>
    (imported.value?.rows ?? []).flatMap((row) => (row.cookie === null ? [] : [row.cookie])),
  );
  const held = computed(() => new Set(known.jar.value.cookies.map(identityOf)));
  return {
    imported,
    ready,
    notesOn({ cookie, problem, notes }) {
      if (problem !== null) return [problem];
      const failure = cookie && failures.value.get(identityOf(cookie));
      if (failure) return [["cookieNotWritten", say(failure)]];
      return cookie && held.value.has(identityOf(cookie)) ? [["importReplaces"], ...notes] : notes;
    },
    async store() {
      const { value: stored } = typed;
      const notStored = await storeImported(context, ready.peek());
      failures.value = new Map(notStored.map(({ cookie, reason }) => [identityOf(cookie), reason]));
      if (notStored.length > 0) return false;
      // The user may have typed another text meanwhile.
      if (typed.peek() === stored) typed.value = "";
      return true;
    },
  };
}
