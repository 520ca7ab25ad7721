/** The export: the requests that the list shows, in which format, as which file. */

import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Panel } from "../../../state.ts";
import type { KnownRequests } from "../known/known-requests.ts";
import { isChange, type KnownRequest } from "../known/request.ts";
import type { RequestList } from "../list/request-list.ts";
import type { Exported } from "./exported.ts";
import { har } from "./har.ts";
import { timelineJson } from "./timeline-json.ts";

export type ExportFormat = "json" | "har";

export interface TimelineExport {
  readonly format: ReadonlySignal<ExportFormat>;
  choose(format: ExportFormat): void;
  /** Requests that are exported. */
  readonly count: ReadonlySignal<number>;
  /** null: what the requests changed is being loaded. */
  readonly text: ReadonlySignal<string | null>;
  /** The beginning of the text. */
  readonly preview: ReadonlySignal<string>;
  /** Requests whose changes are forgotten. */
  readonly missing: ReadonlySignal<number>;
  readonly fileName: ReadonlySignal<string>;
  /** Takes the requests that the list shows, and loads what they changed. @returns a function that stops it. */
  gather(): () => void;
}

/** Details that are asked for at once. */
const atOnce = 6;
/** UTF-16 units of the preview. */
const longestPreview = 50_000;

export function createTimelineExport(panel: Panel, known: KnownRequests, list: RequestList): TimelineExport {
  const format = panel.remember("timeline.format", "json");
  const chosen = computed((): ExportFormat => (format.value === "har" ? "har" : "json"));
  const requests = signal<readonly KnownRequest[]>([]);
  const gathered = signal<readonly Exported[] | null>(null);
  const missing = signal(0);
  const origin = () => panel.visit.peek().endpoint?.origin ?? "";
  const text = computed(() => {
    const { value: all } = gathered;
    if (all === null) return null;
    return chosen.value === "har" ? har(all, origin()) : timelineJson(all, origin(), Date.now());
  });

  const load = async (all: readonly KnownRequest[], over: AbortSignal) => {
    const details = new Map<string, Exported["detail"]>();
    const waiting = all.filter(isChange);
    const worker = async () => {
      for (let next = waiting.shift(); next !== undefined && !over.aborted; next = waiting.shift()) {
        try {
          details.set(next.id, await known.detail(next));
        } catch {
          missing.value += 1;
        }
      }
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
    if (over.aborted) return;
    gathered.value = all.map((request) => ({
      request,
      detail: details.get(request.id) ?? null,
      seen: known.seen.of(request.request),
    }));
  };

  return {
    format: chosen,
    choose(next) {
      format.value = next;
    },
    count: computed(() => requests.value.length),
    text,
    preview: computed(() => {
      const whole = text.value ?? "";
      return whole.length > longestPreview ? `${whole.slice(0, longestPreview)}…` : whole;
    }),
    missing,
    fileName: computed(() => {
      const host = URL.canParse(origin()) ? new URL(origin()).hostname : "server";
      return `timeline-${host.replace(/[^a-z0-9.-]/gi, "")}.${chosen.value}`;
    }),
    gather() {
      const over = new AbortController();
      requests.value = list.table.rows.peek();
      gathered.value = null;
      missing.value = 0;
      void load(requests.peek(), over.signal);
      return () => over.abort();
    },
  };
}
