/** The Set-Cookie lines of the responses that the panel was told of. */

import { batch, type ReadonlySignal, signal } from "@preact/signals";
import type { Rules } from "../../../../cookies/cookie.ts";
import { registrable } from "../../../../cookies/site.ts";
import type { SeenResponse } from "../../../../platform/platform.ts";
import { linesOf, type SeenLine, type UnreadResponse, withLines } from "./seen-lines.ts";

export interface SeenResponses {
  readonly lines: ReadonlySignal<readonly SeenLine[]>;
  /** Responses whose lines the browser did not show. */
  readonly unread: ReadonlySignal<readonly UnreadResponse[]>;
  note(response: SeenResponse, page: URL): void;
  /** Forgets lines: those of a refused cookie that the user took off the list. */
  dismiss(lines: readonly SeenLine[]): void;
  restore(lines: readonly SeenLine[]): void;
  /** Forgets the lines of other sites. */
  keepSite(site: string): void;
}

/** Unread responses that are kept; the oldest go first. */
const mostUnread = 100;

export function createSeenResponses(rules: Rules): SeenResponses {
  const lines = signal<readonly SeenLine[]>([]);
  const unread = signal<readonly UnreadResponse[]>([]);
  return {
    lines,
    unread,
    note(response, page) {
      const host = new URL(response.url).hostname;
      batch(() => {
        lines.value = withLines(lines.peek(), linesOf(response, page, rules));
        if (!response.whole) unread.value = [...unread.peek(), { host, at: response.at }].slice(-mostUnread);
      });
    },
    dismiss(gone) {
      lines.value = lines.peek().filter((seen) => !gone.includes(seen));
    },
    restore(back) {
      lines.value = withLines(lines.peek(), back);
    },
    keepSite(site) {
      lines.value = lines.peek().filter(({ url }) => registrable(url.hostname) === site);
    },
  };
}
