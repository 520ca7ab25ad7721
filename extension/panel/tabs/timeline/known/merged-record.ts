/** One list of what several answers and events tell of the record, across restarts of the server's process. */

import { type ReadonlySignal, signal } from "@preact/signals";
import type { RequestSummary } from "sessionscope/protocol";
import type { KnownRequest } from "./request.ts";

export interface MergedRecord {
  /** The oldest first. A request that is known stays the same object. */
  readonly requests: ReadonlySignal<readonly KnownRequest[]>;
  /** The number of the process that records now. */
  process(): number;
  /** The newest entry of this process; 0: none is known. */
  last(): number;
  /** Takes entries that follow on the known ones. @returns false if some between them are missing. */
  append(entries: readonly RequestSummary[]): boolean;
  /** Takes the newest entries, as the server lists them, the oldest first. */
  merge(entries: readonly RequestSummary[]): void;
  /** Drops all requests; those to come follow on them. */
  clear(): void;
  /** Another server: nothing is known any more. */
  forget(): void;
}

/** @param most how many requests are kept, the newest ones. */
export function createMergedRecord(most: number): MergedRecord {
  const requests = signal<readonly KnownRequest[]>([]);
  let process = 1;
  let last = 0;

  const known = (summary: RequestSummary): KnownRequest => ({
    ...summary,
    id: `${process} ${summary.entry}`,
    process,
  });
  const keep = (all: readonly KnownRequest[]) => {
    requests.value = all.length > most ? all.slice(-most) : all;
    const newest = all.at(-1);
    if (newest?.process === process) last = Math.max(last, newest.entry);
  };
  /** The numbers begin again in a new process: it has given one of them to another request, or has given fewer. */
  const isOfAnotherProcess = (entries: readonly RequestSummary[]): boolean => {
    const newest = entries.at(-1);
    if (newest === undefined) return false;
    if (newest.entry < last) return true;
    const at = new Map(entries.map((one) => [one.entry, one.at]));
    return requests.peek().some((one) => one.process === process && (at.get(one.entry) ?? one.at) !== one.at);
  };

  return {
    requests,
    process: () => process,
    last: () => last,
    append(entries) {
      const fresh = entries.filter(({ entry }) => entry > last);
      const follows = fresh.every(({ entry }, index) => entry === last + 1 + index);
      if (!follows || fresh.length < entries.length) return false;
      keep([...requests.peek(), ...fresh.map(known)]);
      return true;
    },
    merge(entries) {
      if (isOfAnotherProcess(entries)) {
        process += 1;
        last = 0;
      }
      const own = new Map(requests.peek().map((one) => [one.id, one]));
      const fresh = entries.map(known).filter(({ id }) => !own.has(id));
      if (fresh.length === 0) return;
      const earlier = requests.peek().filter((one) => one.process < process);
      const current = requests.peek().filter((one) => one.process === process);
      keep([...earlier, ...[...current, ...fresh].sort((a, b) => a.entry - b.entry)]);
    },
    clear() {
      requests.value = [];
    },
    forget() {
      process += 1;
      last = 0;
      requests.value = [];
    },
  };
}
