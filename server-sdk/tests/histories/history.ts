/**
 * Histories of concurrent requests, and what must hold of every one of them (docs/security.md, "Promises"):
 * no acknowledged write is lost, nothing dead comes back, what failed wrote nothing, counters count once.
 * Every written value is unique, so that a value read names the request that wrote it.
 */

export interface RequestRecord {
  /** Unique; written values are made of it. */
  readonly request: string;
  /** The chain of keys that one visitor's session moves through. */
  readonly lineage: string;
  /** The key the request came with. */
  readonly key: string;
  /** Times of one monotonic clock for all processes: before the session was opened, after the commit was answered. */
  readonly start: number;
  readonly end: number;
  /** What was read of each key before anything was written; `null`: absent. */
  readonly read: Readonly<Record<string, string | null>>;
  readonly set: readonly string[];
  readonly delete: readonly string[];
  /** Increments of the counter by `update(key, fn)`. */
  readonly increment: boolean;
  readonly ends: "nothing" | "flush" | "cycle";
  /** `acknowledged`: the commit succeeded. `gone`: it was refused. `unknown`: the store failed, it may or may not have happened. */
  readonly outcome: "acknowledged" | "gone" | "unknown";
}

/** What is stored in the end under the last key of a lineage; `null`: nothing. */
export type FinalState = Readonly<Record<string, string>> | null;

export const counterKey = "counter";
/** The value a request writes under a key. */
export const writtenBy = (request: string, key: string): string => `${key}<-${request}`;
const writerOf = (value: string): string => value.slice(value.indexOf("<-") + 2);

/** Every promise that the history breaks, as sentences. */
export function violations(records: readonly RequestRecord[], finals: ReadonlyMap<string, FinalState>): string[] {
  const lineages = Map.groupBy(records, ({ lineage }) => lineage);
  return [...lineages].flatMap(([lineage, own]) => [
    ...deadStaysDead(own),
    ...failedWroteNothing(own, finals.get(lineage) ?? null),
    ...readsAreCurrent(own),
    ...nothingLost(own, finals.get(lineage) ?? null),
    ...countersCount(own, finals.get(lineage) ?? null),
  ]);
}

const acknowledged = ({ outcome }: RequestRecord): boolean => outcome === "acknowledged";
const before = (a: RequestRecord, b: RequestRecord): boolean => a.end < b.start;
const writes = (record: RequestRecord, key: string): boolean => record.set.includes(key) || record.delete.includes(key);

/** A key that was flushed or cycled shows nothing to any request that begins later, and takes nothing from it. */
function deadStaysDead(records: readonly RequestRecord[]): string[] {
  const ended = records.filter((record) => record.ends !== "nothing" && acknowledged(record));
  return ended.flatMap((end) =>
    records
      .filter((later) => later.key === end.key && before(end, later))
      .filter((later) => Object.values(later.read).some((value) => value !== null))
      .map((later) => `${later.request} still saw data under a key that ${end.request} had ended by ${end.ends}`),
  );
}

function failedWroteNothing(records: readonly RequestRecord[], final: FinalState): string[] {
  const refused = new Set(records.filter(({ outcome }) => outcome === "gone").map(({ request }) => request));
  const seen = [...records.flatMap(({ read }) => Object.values(read)), ...Object.values(final ?? {})];
  return seen
    .filter((value) => value?.includes("<-") && refused.has(writerOf(value)))
    .map((value) => `${value} is visible although its commit was refused`);
}

/** No request sees a value that an acknowledged write had already replaced before it began. */
function readsAreCurrent(records: readonly RequestRecord[]): string[] {
  const byName = new Map(records.map((record) => [record.request, record]));
  return records.flatMap((reader) =>
    Object.entries(reader.read).flatMap(([key, value]) => {
      if (value === null || key === counterKey) return [];
      const writer = byName.get(writerOf(value));
      if (!writer) return [`${reader.request} read ${value}, which nobody wrote`];
      return records
        .filter((newer) => acknowledged(newer) && writes(newer, key) && before(newer, reader) && before(writer, newer))
        .map((newer) => `${reader.request} read ${value} although ${newer.request} had replaced it`);
    }),
  );
}

/** The last state holds, of every key, the value of a write that no acknowledged write came after. */
function nothingLost(records: readonly RequestRecord[], final: FinalState): string[] {
  if (records.some((record) => record.ends === "flush" && record.outcome !== "gone")) return [];
  if (final === null)
    return records.some((record) => acknowledged(record) && record.set.length > 0) ? ["everything is lost"] : [];
  const byName = new Map(records.map((record) => [record.request, record]));
  const keys = new Set(records.flatMap(({ set, delete: deleted }) => [...set, ...deleted]));
  return [...keys].flatMap((key) => {
    const value = final[key];
    const candidates =
      value === undefined
        ? records.filter((record) => record.delete.includes(key) && record.outcome !== "gone")
        : [byName.get(writerOf(value))!];
    const lost = records.filter(
      (record) =>
        acknowledged(record) && writes(record, key) && (value === undefined ? record.set.includes(key) : true),
    );
    return lost
      .filter((record) => !candidates.some((candidate) => candidate === record || !before(candidate, record)))
      .map((record) => `the acknowledged write of ${key} by ${record.request} is lost (${value ?? "absent"})`);
  });
}

/** Every acknowledged increment is counted once; one whose answer was lost, at most once. */
function countersCount(records: readonly RequestRecord[], final: FinalState): string[] {
  if (final === null || records.some(({ ends }) => ends === "flush")) return [];
  const increments = records.filter(({ increment }) => increment);
  const least = increments.filter(acknowledged).length;
  const most = least + increments.filter(({ outcome }) => outcome === "unknown").length;
  const counted = Number(final[counterKey] ?? 0);
  return counted >= least && counted <= most
    ? []
    : [`the counter shows ${counted}; ${least} increments were acknowledged, ${most} possible`];
}
