/**
 * Histories of concurrent requests, and what must hold of every one of them (docs/security.md, "Promises"):
 * no acknowledged write is lost, nothing dead comes back, what failed wrote nothing, retries and counters count once,
 * reading and touching change no data, a cookie is set only for what was stored and dropped only by a logout, an outage is
 * no logout, and whoever signed in stays signed in, whatever order the answers take.
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
  /** The value of each key before the request wrote anything; `null`: absent. */
  readonly read: Readonly<Record<string, string | null>>;
  readonly set: readonly string[];
  /** The existing keys that the request deleted. */
  readonly delete: readonly string[];
  /** Increments of the counter by `update(key, fn)`. */
  readonly increment: boolean;
  /** Whether the request assigned an equal value, which moves the deadline and changes no data. */
  readonly renew: boolean;
  readonly ends: "nothing" | "flush" | "cycle";
  /** `acknowledged`: the commit succeeded. `gone`: the store refused it. `unknown`: the store failed, the commit may have happened. */
  readonly outcome: "acknowledged" | "gone" | "unknown";
  /** The key that `Set-Cookie` set; empty if it deleted the cookie; `null` if there was no `Set-Cookie`. */
  readonly cookie: string | null;
  /** The process that answered. */
  readonly server: string;
  /** When the head of the response was made. */
  readonly answered: number;
}

export interface StoredState {
  readonly entries: Readonly<Record<string, string>>;
  readonly revision: number;
}

/** What the store holds of a lineage at the end. */
export interface LineageEnd {
  /** The key of which no request was told that it had ended; `null` if there is none. */
  readonly lastKey: string | null;
  /** The stored session; `null` if there is none. */
  readonly stored: StoredState | null;
  /** Keys of which a request was told that they had ended, but that still lead to a session. */
  readonly undead: readonly string[];
  /** The browser's cookie after all responses, `null` for none. Left out if not all responses have arrived. */
  readonly jar?: string | null;
}

export const counterKey = "counter";
/** The unique value that a request writes under a key. */
export const writtenBy = (request: string, key: string): string => `${key}<-${request}`;
const writerOf = (value: string): string => value.slice(value.indexOf("<-") + 2);

/** One sentence for each promise that the history breaks. */
export function violations(records: readonly RequestRecord[], ends: ReadonlyMap<string, LineageEnd>): string[] {
  const lineages = Map.groupBy(records, ({ lineage }) => lineage);
  return [...lineages].flatMap(([lineage, own]) => {
    const end = ends.get(lineage)!;
    return [
      ...deadStaysDead(own, end),
      ...onlyEndsEnd(own, end),
      ...failedWroteNothing(own, end),
      ...readsAreCurrent(own),
      ...nothingLost(own, end),
      ...changesCount(own, end),
      ...cookiesTellTheTruth(own),
      ...jarsKeepUp(own, end),
    ];
  });
}

const acknowledged = ({ outcome }: RequestRecord): boolean => outcome === "acknowledged";
/** Whether `a` ended before `b` began. A request that the store did not answer may take effect at any later time. */
const before = (a: RequestRecord, b: RequestRecord): boolean => a.outcome !== "unknown" && a.end < b.start;
const writes = (record: RequestRecord, key: string): boolean => record.set.includes(key) || record.delete.includes(key);
const changesData = ({ set, delete: deleted, increment }: RequestRecord): boolean =>
  set.length > 0 || deleted.length > 0 || increment;

/** A request that begins after its key was flushed or cycled reads nothing and writes nothing under it. */
function deadStaysDead(records: readonly RequestRecord[], { undead }: LineageEnd): string[] {
  const ended = records.filter((record) => record.ends !== "nothing" && acknowledged(record));
  const seen = ended.flatMap((end) =>
    records
      .filter((later) => later.key === end.key && before(end, later))
      .filter((later) => acknowledged(later) || Object.values(later.read).some((value) => value !== null))
      .map(
        (later) => `${later.request} still found a session under a key that ${end.request} had ended by ${end.ends}`,
      ),
  );
  return [...seen, ...undead.map((key) => `${key} was ended and leads to a session again`)];
}

/** A session is gone only if a request ended it: an outage, a restart or a clean-up logs nobody out. */
function onlyEndsEnd(records: readonly RequestRecord[], { lastKey, stored }: LineageEnd): string[] {
  const mayHaveEnded = (key: string, by?: RequestRecord) =>
    records.some(
      (end) =>
        end.ends !== "nothing" && end.outcome !== "gone" && end.key === key && (by === undefined || !before(by, end)),
    );
  const loggedOut = records
    .filter((record) => record.outcome === "gone" && !mayHaveEnded(record.key, record))
    .map((record) => `${record.request} found no session, though nobody had ended it`);
  if (stored === null && lastKey !== null && !mayHaveEnded(lastKey)) loggedOut.push("the session is lost");
  return loggedOut;
}

function failedWroteNothing(records: readonly RequestRecord[], { stored }: LineageEnd): string[] {
  const refused = new Set(records.filter(({ outcome }) => outcome === "gone").map(({ request }) => request));
  const seen = [...records.flatMap(({ read }) => Object.values(read)), ...Object.values(stored?.entries ?? {})];
  return seen
    .filter((value) => value?.includes("<-") && refused.has(writerOf(value)))
    .map((value) => `${value} is visible although its commit was refused`);
}

/** An acknowledged write that `reader` should have seen but did not, given this value; `null` if none. Without a reader: at the end. */
function hidden(
  records: readonly RequestRecord[],
  key: string,
  value: string | null,
  reader?: RequestRecord,
): RequestRecord | null {
  const mayHave = records.filter(({ outcome }) => outcome !== "gone");
  // At the start every key is absent.
  const origins: readonly (RequestRecord | undefined)[] =
    value === null
      ? [undefined, ...mayHave.filter((record) => record.delete.includes(key))]
      : mayHave.filter(({ request }) => request === writerOf(value));
  let newer: RequestRecord | undefined;
  for (const origin of origins) {
    newer = records.find(
      (write) =>
        acknowledged(write) &&
        writes(write, key) &&
        (origin === undefined || before(origin, write)) &&
        (reader === undefined || before(write, reader)),
    );
    if (newer === undefined) return null;
  }
  return newer ?? null;
}

/** No request reads a value that an acknowledged write had replaced before the request began. */
function readsAreCurrent(records: readonly RequestRecord[]): string[] {
  const known = new Set(records.map(({ request }) => request));
  return records.flatMap((reader) =>
    Object.entries(reader.read).flatMap(([key, value]) => {
      if (value !== null && !known.has(writerOf(value))) return [`${reader.request} read ${value}, which nobody wrote`];
      // A request whose session is gone reads nothing and is told so.
      if (value === null && reader.outcome === "gone") return [];
      const newer = hidden(records, key, value, reader);
      return newer ? [`${reader.request} read ${value ?? `no ${key}`} although ${newer.request} had replaced it`] : [];
    }),
  );
}

/** The last state has, for every key, a value that no later acknowledged write replaced. */
function nothingLost(records: readonly RequestRecord[], { stored }: LineageEnd): string[] {
  if (stored === null) return [];
  const keys = new Set(records.flatMap(({ set, delete: deleted }) => [...set, ...deleted]));
  return [...keys].flatMap((key) => {
    const value = stored.entries[key] ?? null;
    const lost = hidden(records, key, value);
    return lost ? [`the acknowledged write of ${key} by ${lost.request} is lost (${value ?? "absent"})`] : [];
  });
}

/** The revision counts each acknowledged change once, each unanswered one at most once, and requests without changes never. */
function changesCount(records: readonly RequestRecord[], { stored }: LineageEnd): string[] {
  if (stored === null) return [];
  const outside = (what: string, counted: number, counting: readonly RequestRecord[]): string[] => {
    const least = counting.filter(acknowledged).length;
    const most = least + counting.filter(({ outcome }) => outcome === "unknown").length;
    const sentence = `the ${what} shows ${counted}; ${least} were acknowledged, ${most} possible`;
    return counted >= least && counted <= most ? [] : [sentence];
  };
  const changes = records.filter((record) => changesData(record) || record.ends === "cycle");
  return [
    ...outside(
      "counter",
      Number(stored.entries[counterKey] ?? 0),
      records.filter(({ increment }) => increment),
    ),
    ...outside("revision", stored.revision - 1, changes),
  ];
}

/**
 * `Set-Cookie` comes with what was stored, names exactly that, and never comes with an error. It drops the cookie only
 * for who ended the session, and sets no key that an earlier answer of the same process has ended.
 */
function cookiesTellTheTruth(records: readonly RequestRecord[]): string[] {
  return records.flatMap((record) => {
    const { request, cookie, outcome, ends, key } = record;
    if (outcome === "unknown") return cookie === null ? [] : [`${request} failed and was given a cookie`];
    if (cookie === "" && (ends !== "flush" || outcome === "gone"))
      return [`${request} ended nothing and dropped the cookie`];
    if (outcome === "gone") return cookie === null ? [] : [`${request} stored nothing and was given a cookie`];
    if (ends === "flush") return cookie === "" ? [] : [`${request} ended the session and not its cookie`];
    if (ends === "cycle")
      return cookie && cookie !== key ? [] : [`${request} changed the key and gave no cookie for it`];
    const end = records.find((other) => endedBefore(other, record));
    const expected = end === undefined && (changesData(record) || record.renew) ? key : null;
    return cookie === expected ? [] : [`${request} was given the cookie ${cookie} where ${expected} was due`];
  });
}

/** Whether one request ended the key of another and was answered first by the same process. */
function endedBefore(end: RequestRecord, { key, server, answered }: RequestRecord): boolean {
  const ended = end.ends !== "nothing" && acknowledged(end);
  return ended && end.key === key && end.server === server && end.answered < answered;
}

/**
 * The browser takes answers in any order. It loses its cookie by a logout only, and is left with a key that has ended
 * only where an answer with that key left before that of the end: nothing can be done about what overtakes on the way.
 */
function jarsKeepUp(records: readonly RequestRecord[], { jar, lastKey }: LineageEnd): string[] {
  if (jar === undefined || jar === lastKey) return [];
  const done = records.filter(acknowledged);
  if (jar === null)
    return done.some(({ ends }) => ends === "flush") ? [] : ["the cookie is lost, and nobody signed out"];
  const setOnTheWay = done.some(
    (set) => set.cookie === jar && !done.some((end) => endedBefore(end, { ...set, key: jar })),
  );
  return setOnTheWay ? [] : [`the browser is left with ${jar}, which has ended`];
}
