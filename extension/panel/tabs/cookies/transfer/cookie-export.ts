/** The export: which cookies, in which format, as which file. */

import { computed, type ReadonlySignal } from "@preact/signals";
import { json } from "../../../../cookies/formats/json.ts";
import { type Format, type FormatName, formats } from "../../../../cookies/formats.ts";
import type { Panel } from "../../../state.ts";
import type { CookieRow } from "../known/cookie-rows.ts";
import type { KnownCookies } from "../known/known-cookies.ts";
import type { CookieList } from "../list/cookie-list.ts";
import { maskedCookie } from "../masking/masked-text.ts";
import type { Masking } from "../masking/masking.ts";

export interface CookieExport {
  readonly format: ReadonlySignal<Format>;
  choose(name: FormatName): void;
  readonly count: ReadonlySignal<number>;
  readonly text: ReadonlySignal<string>;
  /** The text as it is shown: masked values stay masked. */
  readonly preview: ReadonlySignal<string>;
  /** The rows whose values the preview masks. */
  readonly masked: ReadonlySignal<readonly CookieRow[]>;
  readonly fileName: ReadonlySignal<string>;
}

export function createCookieExport(
  { remember }: Panel,
  { pageOrLocalhost: page }: KnownCookies,
  { exportable: rows }: CookieList,
  { isMasked }: Masking,
): CookieExport {
  const chosen = remember("cookies.format", json.name);
  const format = computed(() => formats.find(({ name }) => name === chosen.value) ?? json);
  const cookies = computed(() => rows.value.map(({ cookie }) => cookie));
  const shown = computed(() => rows.value.map((row) => (isMasked(row) ? maskedCookie(row.cookie) : row.cookie)));
  return {
    format,
    choose(name) {
      chosen.value = name;
    },
    count: computed(() => rows.value.length),
    text: computed(() => format.value.write(cookies.value, page.value)),
    preview: computed(() => format.value.write(shown.value, page.value)),
    masked: computed(() => rows.value.filter(isMasked)),
    fileName: computed(() => `cookies-${page.value.hostname.replace(/[^a-z0-9.-]/gi, "")}.${format.value.fileEnding}`),
  };
}
