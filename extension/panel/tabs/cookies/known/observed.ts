/** Watches the page's cookies: what the browser holds, what responses asked for, what became of it. */

import { batch, computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import type { Cookie } from "../../../../cookies/cookie.ts";
import { type Whole, wholeOf } from "../../../../cookies/decoders/whole.ts";
import { type Decoded, decode } from "../../../../cookies/decoders.ts";
import { registrable } from "../../../../cookies/site.ts";
import type { SeenResponse } from "../../../../platform/platform.ts";
import type { Panel } from "../../../state.ts";
import { gathered, onChange } from "../../../watch.ts";
import { type Chronicle, type Happening, record, told, type Unread } from "./change-log.ts";
import { originsOf, readJar } from "./read-jar.ts";
import {
  type Jar,
  linesOf,
  type Refused,
  refusedAmong,
  type SeenLine,
  slotOf,
  speaksOf,
  withLines,
} from "./seen-lines.ts";

export interface Observed {
  /** The inspected page; null: one of the browser itself. */
  readonly page: ReadonlySignal<URL | null>;
  readonly jar: ReadonlySignal<Jar>;
  readonly lines: ReadonlySignal<readonly SeenLine[]>;
  readonly refused: ReadonlySignal<readonly Refused[]>;
  readonly chronicle: ReadonlySignal<Chronicle>;
  /** What happened to the cookie, the latest first. */
  story(cookie: Cookie): readonly Happening[];
  /** What the value says; undefined until it is decoded. */
  decoded(cookie: Cookie): Decoded | undefined;
  /** What was decoded: with what other cookies hold of it. */
  whole(cookie: Cookie): Whole;
  /** Reads the jar again. Resolves when what was there at the call is shown. */
  look(): Promise<void>;
  /** Forgets or brings back lines: those of a refused cookie that the user waved away. */
  dismiss(lines: readonly SeenLine[]): void;
  restore(lines: readonly SeenLine[]): void;
}

const nothing: Jar = { cookies: [], readable: new Set(), at: 0 };
/** Responses told late, from before the panel was opened, are as old as they say. Milliseconds. */
const grace = 1000;
/** Responses kept whose lines are not known; the oldest go first. */
const mostUnread = 100;
/** The longest a timer can wait, milliseconds. */
const longestWait = 2_147_483_647;

export function observe(panel: Panel, end: AbortSignal): Observed {
  const { platform } = panel;
  const since = Date.now() - grace;
  const page = computed(() => {
    const { url, origin } = panel.page.value;
    return origin === null ? null : new URL(url);
  });
  const jar = signal(nothing);
  const lines = signal<readonly SeenLine[]>([]);
  const chronicle = signal<Chronicle>(new Map());
  /** Responses whose Set-Cookie lines the browser did not show. */
  const unread = signal<readonly Unread[]>([]);
  const decodings = signal<ReadonlyMap<string, Decoded>>(new Map());
  /** When each origin was last asked. */
  const asked = new Map<string, number>();
  /** When the page itself was. */
  let loadedAt = 0;
  let heldAt = new Map<string, number>();

  const take = (read: Jar) => {
    const { cookies: before, at: since } = jar.peek();
    // What was there when watching began did not happen now.
    if (since > 0) {
      const own = (cookie: Cookie) => platform.cookies.wrote(cookie, since);
      chronicle.value = record(chronicle.peek(), { before, after: read.cookies, since, now: Date.now(), own });
    }
    for (const cookie of read.cookies) heldAt.set(slotOf(cookie), read.at);
    jar.value = read;
    awaitExpiry(read.cookies);
  };

  let reading: Promise<void> | null = null;
  let again: Promise<void> | null = null;
  const readOnce = async (): Promise<void> => {
    const of = page.peek();
    const visit = panel.page.peek().visit;
    const origins = [...asked].filter(([, at]) => at >= loadedAt).sort(([, a], [, b]) => a - b);
    const seen = origins.map(([origin]) => origin);
    const read = of === null ? nothing : await readJar(platform, of, originsOf(of, seen));
    if (!end.aborted && panel.page.peek().visit === visit) batch(() => take(read));
  };
  // One at a time; who asks while one is under way gets the next, which begins after it.
  const look = (): Promise<void> => {
    if (reading === null) {
      reading = readOnce().finally(() => {
        reading = null;
      });
      return reading;
    }
    again ??= reading.then(() => {
      again = null;
      return look();
    });
    return again;
  };
  const lookSoon = gathered(() => void look(), end);

  let timer: ReturnType<typeof setTimeout> | undefined;
  const awaitExpiry = (cookies: readonly Cookie[]) => {
    clearTimeout(timer);
    const next = Math.min(...cookies.map(({ expiresAt }) => expiresAt ?? Number.POSITIVE_INFINITY));
    const wait = next - Date.now() + 50;
    if (wait < longestWait) timer = setTimeout(() => void look(), Math.max(wait, grace));
  };

  const refused = computed(() => {
    const of = page.value;
    if (of === null) return [];
    return refusedAmong(lines.value, { page: of, jar: jar.value, heldAt, since, now: Date.now() });
  });
  const decodable = computed(() => [...jar.value.cookies, ...refused.value.map(({ seen }) => seen.cookie)]);
  const decodeAll = async (cookies: readonly Cookie[]) => {
    const known = decodings.peek();
    const next = new Map<string, Decoded>();
    for (const cookie of cookies) {
      const { value, companion } = wholeOf(cookie, cookies);
      const key = JSON.stringify([value, companion]);
      next.set(key, known.get(key) ?? (await decode(value, companion)));
    }
    if (!end.aborted && decodable.peek() === cookies) decodings.value = next;
  };

  const hear = (response: SeenResponse) => {
    const of = page.peek();
    if (of === null || !URL.canParse(response.url)) return;
    const { origin, hostname: host } = new URL(response.url);
    asked.set(origin, Math.max(asked.get(origin) ?? 0, response.at));
    if (isDocument(response, of)) loadedAt = Math.max(loadedAt, response.at);
    lines.value = withLines(lines.peek(), linesOf(response, of, platform.cookies.rules));
    if (!response.whole) unread.value = [...unread.peek(), { host, at: response.at }].slice(-mostUnread);
    lookSoon();
  };

  let site = "";
  const arrive = () => {
    const of = page.peek();
    const next = of === null ? "" : registrable(of.hostname);
    if (next !== site && site !== "") {
      // Responses of the page that is on its way came before it.
      batch(() => {
        lines.value = lines.peek().filter(({ url }) => registrable(url.hostname) === next);
        chronicle.value = new Map();
        jar.value = nothing;
      });
      heldAt = new Map();
      for (const origin of asked.keys()) if (registrable(new URL(origin).hostname) !== next) asked.delete(origin);
    }
    site = next;
    void look();
  };

  platform.page.onResponse(hear, end);
  platform.cookies.onChanged(lookSoon, end);
  const stops = [
    effect(() => {
      void panel.page.value;
      arrive();
    }),
    effect(() => void decodeAll(decodable.value)),
  ];
  onChange(
    () => panel.allowed.value,
    () => void look(),
    end,
  );
  end.addEventListener("abort", () => {
    for (const stop of stops) stop();
    clearTimeout(timer);
  });

  return {
    page,
    jar,
    lines,
    refused,
    chronicle,
    story(cookie) {
      const of = page.value;
      if (of === null) return [];
      const about = lines.value.filter((seen) => speaksOf(seen, cookie, of));
      const refusedOnes = new Set(refused.value.map(({ seen }) => seen));
      const sent = { lines: about, refused: refusedOnes, unread: unread.value };
      return told(chronicle.value.get(slotOf(cookie)) ?? [], sent);
    },
    decoded(cookie) {
      const { value, companion } = wholeOf(cookie, decodable.value);
      return decodings.value.get(JSON.stringify([value, companion]));
    },
    whole: (cookie) => wholeOf(cookie, decodable.value),
    look,
    dismiss(gone) {
      lines.value = lines.peek().filter((seen) => !gone.includes(seen));
    },
    restore(back) {
      lines.value = withLines(lines.peek(), back);
    },
  };
}

/** Is it the page itself? What was asked before it belongs to another page. */
const isDocument = ({ url, headers }: SeenResponse, page: URL): boolean =>
  url.replace(/#.*/, "") === page.href.replace(/#.*/, "") &&
  headers.some(([name, value]) => name.toLowerCase() === "content-type" && value.startsWith("text/html"));
