/** The requests as the server has recorded them: read when the panel connects, then kept up to date from the live stream. */

import { batch, effect, type ReadonlySignal, signal, untracked } from "@preact/signals";
import type { RequestSummary, Result } from "sessionscope/protocol";
import { visible } from "../../../../json/visible.ts";
import { onOtherServer } from "../../../on-other-server.ts";
import { CallFailed } from "../../../server/client.ts";
import type { Panel } from "../../../state.ts";
import { createMergedRecord } from "./merged-record.ts";
import { type KnownRequest, mostKept, type RecordFacts } from "./request.ts";

export interface Recorded {
  /** The oldest first. */
  readonly requests: ReadonlySignal<readonly KnownRequest[]>;
  /** null: not read yet. */
  readonly facts: ReadonlySignal<RecordFacts | null>;
  /** Why the last try to read failed, in the server's words. */
  readonly failure: ReadonlySignal<string | null>;
  /** The number of the process that records now. */
  process(): number;
  /** @throws CallFailed */
  pause(paused: boolean): Promise<void>;
  /** @throws CallFailed */
  clear(): Promise<void>;
  /** Reads what is new. */
  read(): Promise<void>;
}

/** Entries of one answer: all that fit at first, and a screenful when little can be new. */
const pages = { whole: 500, newest: 50 } as const;

/** Milliseconds in which requests are gathered, so that a burst of them is drawn at once. */
const gatherMs = 50;

/** @param records whether the server records requests. */
export function createRecorded(panel: Panel, records: ReadonlySignal<boolean>, end: AbortSignal): Recorded {
  const record = createMergedRecord(mostKept);
  const facts = signal<RecordFacts | null>(null);
  const failure = signal<string | null>(null);
  let running: Promise<void> | null = null;
  let asked = false;
  /** How often the record was paused or cleared: a list that the server made before that is out of date. */
  let commands = 0;

  /** The pages that hold all that is new. */
  const readPages = async (): Promise<Result<"timeline.list">> => {
    const { call } = panel.visit.peek();
    const last = record.last();
    const limit = last === 0 ? pages.whole : pages.newest;
    const newest = await call("timeline.list", { limit });
    let { entries, more } = newest;
    while (more && entries.length < mostKept && entries[0]!.entry > last + 1) {
      const older = await call("timeline.list", { limit: pages.whole, before: entries[0]!.entry });
      entries = [...older.entries, ...entries];
      more = older.more && older.entries.length > 0;
    }
    return { ...newest, entries };
  };
  const readOnce = async () => {
    try {
      do {
        asked = false;
        const before = commands;
        const answer = await readPages();
        if (commands !== before) {
          asked = true;
          continue;
        }
        batch(() => {
          record.merge(answer.entries);
          facts.value = factsOf(answer);
          failure.value = null;
        });
      } while (asked);
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error;
      // The frame tells failures of the connection.
      if (error.code !== "moved" && panel.connected.peek()) failure.value = visible(error.message);
    }
  };
  const read = (): Promise<void> => {
    asked = true;
    running ??= readOnce().finally(() => {
      running = null;
    });
    return running;
  };

  let heard: RequestSummary[] = [];
  const take = () => {
    const all = heard;
    heard = [];
    if (end.aborted) return;
    if (facts.peek() === null || running !== null || !record.append(all)) void read();
  };
  panel.onRecorded((summary) => {
    if (records.peek() && heard.push(summary) === 1) setTimeout(take, gatherMs);
  }, end);

  const forget = () =>
    batch(() => {
      record.forget();
      facts.value = null;
      failure.value = null;
    });
  onOtherServer(panel, forget, end);
  const stop = effect(() => {
    const { event } = panel.invalidation.value;
    if (!records.value || !panel.connected.value) return;
    untracked(() => {
      if (event === null || facts.peek() === null) void read();
    });
  });
  end.addEventListener("abort", stop);

  return {
    requests: record.requests,
    facts,
    failure,
    process: record.process,
    read,
    async pause(paused) {
      const { recording } = await panel.visit.peek().call("timeline.pause", { paused });
      commands++;
      facts.value = facts.peek() && { ...facts.peek()!, recording };
    },
    async clear() {
      await panel.visit.peek().call("timeline.clear", {});
      commands++;
      record.clear();
      await read();
    },
  };
}

const factsOf = ({ recording, withoutSession, dropped, limits }: Result<"timeline.list">): RecordFacts => ({
  recording,
  withoutSession,
  dropped,
  limits,
});
