/**
 * The record that the panel makes itself where the server records nothing: it reads the session after each response of the
 * server that it sees, and takes what differs from the reading before.
 */

import { effect, type ReadonlySignal, signal } from "@preact/signals";
import type { RequestSummary, SessionReading } from "sessionscope/protocol";
import type { SeenResponse } from "../../../../platform/platform.ts";
import { onOtherServer } from "../../../on-other-server.ts";
import { CallFailed } from "../../../server/client.ts";
import type { Panel } from "../../../state.ts";
import { entryOfReadings, type LiveSession } from "./observed-entry.ts";
import { type KnownRequest, mostKept, type RequestDetail, type RequestState } from "./request.ts";
import { requestIdOf } from "./seen-requests.ts";

export interface Observed {
  /** The oldest first. */
  readonly requests: ReadonlySignal<readonly KnownRequest[]>;
  readonly recording: ReadonlySignal<boolean>;
  pause(paused: boolean): void;
  clear(): void;
  /** undefined: it was forgotten to make room. */
  detail(id: string): RequestDetail | undefined;
  state(id: string): RequestState | undefined;
}

interface Kept {
  readonly detail: RequestDetail;
  readonly state: RequestState | null;
  readonly size: number;
}

/** UTF-16 units of the texts of all kept entries. */
const room = 4_000_000;

/** @param observes whether the panel is the one who records. */
export function createObserved(panel: Panel, observes: ReadonlySignal<boolean>, end: AbortSignal): Observed {
  const requests = signal<readonly KnownRequest[]>([]);
  const recording = signal(true);
  const kept = new Map<string, Kept>();
  let size = 0;
  let number = 0;
  let before: LiveSession | null = null;
  let turn = Promise.resolve();

  const add = (summary: RequestSummary, entry: Omit<Kept, "size">) => {
    const id = `seen ${summary.entry}`;
    const own = JSON.stringify(entry).length;
    size += own;
    kept.set(id, { ...entry, size: own });
    for (const [oldest, { size: freed }] of kept) {
      if (size <= room) break;
      kept.delete(oldest);
      size -= freed;
    }
    requests.value = [...requests.peek(), { ...summary, id, process: 0 }].slice(-mostKept);
  };
  const note = async (seen: SeenResponse) => {
    const { origin } = panel.visit.peek().endpoint ?? {};
    if (!observes.peek() || !panel.connected.peek() || new URL(seen.url).origin !== origin) return;
    const after = await readSession(panel);
    if (after === undefined || !recording.peek()) return;
    const made = entryOfReadings({ number: ++number, seen, request: requestIdOf(seen), before, after });
    before = after;
    if (made !== null) add(made.detail.summary, made);
  };
  const forget = () => {
    requests.value = [];
    kept.clear();
    size = 0;
    before = null;
  };

  onOtherServer(panel, forget, end);
  let begun = false;
  const stop = effect(() => {
    if (!observes.value || !panel.connected.value || begun) return;
    begun = true;
    // The state before the first response that comes from now on.
    turn = turn.then(async () => {
      before = (await readSession(panel)) ?? null;
    });
    const from = Date.now();
    panel.platform.page.onResponse((seen) => {
      if (seen.at >= from) turn = turn.then(() => note(seen));
    }, end);
  });
  end.addEventListener("abort", stop);

  return {
    requests,
    recording,
    pause(paused) {
      recording.value = !paused;
    },
    clear() {
      requests.value = [];
      kept.clear();
      size = 0;
    },
    detail: (id) => kept.get(id)?.detail,
    state: (id) => kept.get(id)?.state ?? undefined,
  };
}

/** The live session, whole; null: there is none; undefined: it could not be read. */
async function readSession(panel: Panel): Promise<LiveSession | null | undefined> {
  try {
    const reading: SessionReading = await panel.visit.peek().call("session.read", {});
    return reading.state === "live" ? reading.session : null;
  } catch (error) {
    if (!(error instanceof CallFailed)) throw error;
    return undefined;
  }
}
