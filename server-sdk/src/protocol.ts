/**
 * The debug protocol, whole: every command with the schema of its parameters and of its result, every event, every error.
 * Both ends are inferred from these tables: a handler that is missing or a parameter that is wrong does not compile.
 *
 * A call is a POST of `Call` to the endpoint's path, with `Authorization: Bearer <token>` where a token is asked for. Its
 * answer is an `Answer`. Times are milliseconds since the epoch, sizes are bytes of UTF-8. Values travel as the JSON text
 * that is stored, so nothing is rounded or reordered on the way.
 */

import * as v from "./core/valibot.ts";

/** The version this file describes. A server answers `hello` whatever version the caller speaks. */
export const protocolVersion = 1;
/** Where the endpoint is mounted unless the settings say otherwise. */
export const defaultPath = "/__sessionscope__";
/** The response header by which the panel finds the endpoint: `v=1; path=/__sessionscope__; request=<id>`. */
export const announceHeader = "Sessionscope";
/** A value longer than this (UTF-16 units of JSON text) is cut in `session.read`; `session.value` has it whole. */
export const valueCap = 16_384;
/** The largest body of a call, in bytes: a session of the default `maxSize`, quoted as JSON within JSON, fits. */
export const bodyLimit = 4_194_304;
/**
 * The largest answer, in bytes: a session of the default `maxSize` with every character escaped fits. The panel reads no
 * further, and says which server has sent more.
 */
export const answerLimit = 8_388_608;
/** The longest line of the live stream, in bytes. */
export const lineLimit = 4_194_304;
/** UTF-16 units of the names that servers give themselves, their stores and their cookies. */
export const nameLimit = 1024;
/** The most entries of a session, and keys in an event or an error. */
export const listLimit = 100_000;
/** The most commits in a reading: the last ones. */
export const commitLimit = 100;
/** The most paths of one key in a commit, and steps of a path. */
export const pathLimit = 20;
/**
 * The timeline: the most entries of one page, the most names of changed keys in a summary, and UTF-16 units of a name and
 * a path in it. Longer ones are cut.
 */
export const summaryLimits = { page: 500, keys: 50, keyLength: 100, pathLength: 500 } as const;
/** UTF-16 units of a failure's message in an entry of the timeline. A longer one is cut. */
export const failureMessageLimit = 4096;
/** The most `Set-Cookie` lines of one answer, and UTF-16 units of each. */
export const cookieLimits = { lines: 16, length: 8192 } as const;
/** The most names in `hello.cookie.more`; the most further cookies of a call, and UTF-16 units of each value. */
export const moreCookieLimits = { names: 16, cookies: 64, length: 8192 } as const;
/** In `hello.cookie.more`: every cookie whose name is a UUID. No cookie can have such a name itself. */
export const uuidNames = "{uuid}";
/** Every cookie of the lab has it in its name, or in its value where it has no name. */
export const labMark = "ss_lab_";
/**
 * The runs of the cookie lab that a server keeps, and their milliseconds; the loads of a run; the lines of a load, the
 * names it asks about, and the UTF-16 units of both together; the cookies that are told of a load.
 */
export const labLimits = {
  runs: 16,
  life: 60_000,
  loads: 64,
  lines: 16,
  names: 32,
  length: 16_384,
  came: 200,
} as const;

/** The most UTF-16 units of a ticket. */
export const ticketLimit = 200;

/** The most sessions of one page of `store.list`. */
export const pageLimit = 200;
/** The most that one `store.deleteMatching` deletes, so that its answer comes in time from a slow store too. */
export const deletionLimit = 50;

/** Stands in a text in place of every value inside it that is hidden. */
export const redactedMark = "[redacted]";

/** Id of the panel's extension in Chromium, Chrome and Edge: follows from the public `key` in its manifest. Firefox makes a new one per install. */
export const chromeExtensionId = "bdoimobanjkoiboaokoanlcfhgdapfdh";

/** What a `Date` can hold. */
const time = v.pipe(v.number(), v.minValue(-8.64e15), v.maxValue(8.64e15));
const seconds = v.pipe(v.number(), v.minValue(-8.64e12), v.maxValue(8.64e12));
const whole = v.pipe(v.number(), v.integer(), v.maxValue(Number.MAX_SAFE_INTEGER));
const bytes = v.pipe(whole, v.minValue(0));
const revision = v.pipe(whole, v.minValue(1));
const name = v.pipe(v.string(), v.maxLength(nameLimit));
/** Versions of this protocol. */
export const Versions = v.pipe(v.array(v.number()), v.maxLength(100));
const key = v.string();
const jsonText = v.pipe(
  v.string(),
  v.check((text) => {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  }, "must be JSON text"),
);
const isDictionary = (input: unknown) => typeof input === "object" && input !== null && !Array.isArray(input);
/** An object as a dictionary. It keeps every key; `v.record` silently drops "constructor" and its like. */
const dictionary = <S extends v.GenericSchema<string | null>>(value: S) =>
  v.pipe(
    v.custom<Readonly<Record<string, v.InferOutput<S>>>>(isDictionary, "must be an object"),
    v.rawCheck(({ dataset, addIssue }) => {
      if (!dataset.typed) return;
      for (const [name, held] of Object.entries(dataset.value)) {
        const { issues } = v.safeParse(value, held);
        const path = { type: "object", origin: "value", input: dataset.value, key: name, value: held } as const;
        if (issues) addIssue({ message: issues[0].message, path: [path] });
      }
    }),
  );

/** An id that a panel chooses at random for as long as it is open. By it the panel knows its own changes from another's. */
export const WindowId = v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/, "must be 1 to 64 letters, digits, - or _"));

/** Who made a change: a request of the app, or a panel. */
export const Cause = v.object({
  by: v.picklist(["request", "panel"]),
  method: name,
  path: v.pipe(v.string(), v.maxLength(65_536)),
  at: time,
  /** The id of a request, as in the `Sessionscope` header of its response. */
  request: v.optional(name),
  /** The `window` of a panel's call. */
  window: v.optional(WindowId),
});
export type Cause = v.InferOutput<typeof Cause>;

/** What a commit did to one key. */
const Touch = v.object({
  key,
  kind: v.picklist(["added", "changed", "removed"]),
  /** The places in the value of a changed key. Left out: they are not known. A path ends at a hidden name. */
  paths: v.optional(
    v.pipe(v.array(v.pipe(v.array(v.union([v.string(), bytes])), v.maxLength(pathLimit))), v.maxLength(pathLimit)),
  ),
});

/** One change of a session in the store. With no `changes` only the expiry or the session's key has changed. */
export const Commit = v.object({
  revision,
  changes: v.pipe(v.array(Touch), v.maxLength(listLimit)),
  cause: Cause,
});
export type Commit = v.InferOutput<typeof Commit>;

/** A session's own expiry: the policy of the settings, the browser's end, seconds since the last change, or a moment. */
export const Expiry = v.variant("kind", [
  v.object({ kind: v.literal("policy") }),
  v.object({ kind: v.literal("browser-close") }),
  v.object({ kind: v.literal("seconds"), seconds }),
  v.object({ kind: v.literal("moment"), at: time }),
]);
export type Expiry = v.InferOutput<typeof Expiry>;

export const Entry = v.object({
  key,
  /** JSON text; only its beginning when `truncated`. Empty when the key itself is hidden. */
  text: v.string(),
  /** The size of the whole stored text; rounded up when `redacted`. */
  size: bytes,
  truncated: v.boolean(),
  /** Hidden by the server, wholly or in part (`redactedMark`). A hidden entry cannot be written through the endpoint. */
  redacted: v.boolean(),
  /** It cannot be written through the endpoint: it is no JSON, or the library's own. Its text is for reading. */
  readOnly: v.optional(v.boolean()),
  /** The last recorded change. */
  changed: v.nullable(Cause),
});
export type Entry = v.InferOutput<typeof Entry>;

const cutText = v.pipe(v.string(), v.maxLength(valueCap));
/** As `session.read` has it. */
const CutEntry = v.object({ ...Entry.entries, text: cutText });
const areDistinct = (entries: Entry[]): boolean => new Set(entries.map(({ key }) => key)).size === entries.length;

const moments = {
  /** `null`: the session library does not keep it. */
  createdAt: v.nullable(time),
  modifiedAt: v.nullable(time),
  /** `null`: the session never ends, or the library does not say when. */
  expiresAt: v.nullable(time),
};

export const SessionState = v.object({
  /** Names the session to people and in events; leads to neither key nor id. */
  handle: v.string(),
  revision,
  ...moments,
  expiry: Expiry,
  user: v.nullable(v.string()),
  /** The size of all keys and entries together. */
  size: bytes,
  entries: v.pipe(v.array(CutEntry), v.maxLength(listLimit), v.check(areDistinct, "a key comes twice")),
  lastChange: v.nullable(Cause),
  /** The recorded commits after `since`, the oldest first. Only where `since` was given. */
  commits: v.optional(v.pipe(v.array(Commit), v.maxLength(commitLimit))),
});
export type SessionState = v.InferOutput<typeof SessionState>;

/** What the sent cookie leads to. `none`: no cookie was sent. `gone`: the store has no live session for it. */
export const SessionReading = v.variant("state", [
  v.object({ state: v.literal("live"), now: time, session: SessionState }),
  v.object({ state: v.literal("none"), now: time }),
  v.object({ state: v.literal("gone"), now: time }),
]);
export type SessionReading = v.InferOutput<typeof SessionReading>;

/** After a change: what is there now, and the `Set-Cookie` lines for the asking browser to apply. */
export const Changed = v.object({
  reading: SessionReading,
  cookies: v.pipe(v.array(v.pipe(v.string(), v.maxLength(cookieLimits.length))), v.maxLength(cookieLimits.lines)),
});
export type Changed = v.InferOutput<typeof Changed>;

/** An entry of the timeline: 1, 2, … in the order in which the server's process records them. */
const entry = v.pipe(whole, v.minValue(1));
const milliseconds = v.pipe(v.number(), v.minValue(0));

/** What a request of the app or a panel's command did to its session, in short. */
export const RequestSummary = v.object({
  entry,
  at: time,
  by: v.picklist(["request", "panel"]),
  /** Empty for a panel's command, like `path`. */
  method: name,
  path: v.pipe(v.string(), v.maxLength(summaryLimits.pathLength)),
  /** A panel's command: "session.update". */
  command: v.optional(name),
  /** The id of a request, as in the `Sessionscope` header of its response. */
  request: v.optional(name),
  /** The `window` of a panel's call. */
  window: v.optional(WindowId),
  /**
   * The HTTP status of the response when the session was saved. `null`: a panel's command. With a `failure` that kept the
   * session from being saved it is the error's, with which a framework answers unless the app decides otherwise.
   */
  status: v.nullable(whole),
  /** The session afterwards. `null`: there is none. */
  handle: v.nullable(name),
  /** The session before, if it was another. */
  previousHandle: v.nullable(name),
  /**
   * `gone`: somebody else had ended the session. `expired`: a panel ended it as if its time had come. `not-saved`: the
   * response's status forbids saving. `failed`: see `failure`.
   */
  outcome: v.picklist([
    "read",
    "created",
    "stored",
    "rotated",
    "touched",
    "flushed",
    "expired",
    "gone",
    "failed",
    "not-saved",
  ]),
  failure: v.nullable(
    v.picklist(["interrupted", "conflict", "too-large", "store-failed", "not-json", "headers-sent", "other"]),
  ),
  /** The session's revision as the request found it, and afterwards. */
  revisionBefore: v.nullable(revision),
  revision: v.nullable(revision),
  /** How many keys. */
  added: bytes,
  changed: bytes,
  removed: bytes,
  /** All keys were dropped at once. */
  cleared: v.boolean(),
  /** The session has another expiry of its own. */
  expiryChanged: v.boolean(),
  /** Names of the keys that were added, changed or removed: the first ones. */
  keys: v.pipe(v.array(v.pipe(v.string(), v.maxLength(summaryLimits.keyLength))), v.maxLength(summaryLimits.keys)),
  /** What the response tells the browser about the session's cookie. */
  setCookie: v.nullable(v.picklist(["set", "deleted"])),
  /** Milliseconds from opening the session to the end of its commit. `null`: a panel's command. */
  duration: v.nullable(milliseconds),
  /** Of these, spent on the store. `null`: it was not asked, or this is a panel's command. */
  loadTime: v.nullable(milliseconds),
  commitTime: v.nullable(milliseconds),
});
export type RequestSummary = v.InferOutput<typeof RequestSummary>;

/** A value before or after a request. */
const side = {
  /** JSON text; only its beginning when `truncated`. Hidden parts are masked as in `Entry`. */
  text: cutText,
  size: bytes,
  truncated: v.boolean(),
  redacted: v.boolean(),
};
export const Side = v.object(side);
export type Side = v.InferOutput<typeof Side>;

/** A session's own expiry, and the deadline that followed from it (`null`: it never ends, or that is not known). */
export const Ending = v.object({ expiry: Expiry, expiresAt: v.nullable(time) });
export type Ending = v.InferOutput<typeof Ending>;

/** An entry of the timeline whole. */
export const RequestDetail = v.object({
  summary: RequestSummary,
  /** The keys that the handler read, in order of first use. */
  read: v.pipe(v.array(key), v.maxLength(listLimit)),
  /** `null`: the key was absent. */
  changes: v.pipe(
    v.array(v.object({ key, before: v.nullable(Side), after: v.nullable(Side) })),
    v.maxLength(listLimit),
  ),
  /** `null`: there was no session, or nobody looked. */
  expiryBefore: v.nullable(Ending),
  expiryAfter: v.nullable(Ending),
  /** The `Set-Cookie` line of the session's cookie, "…" in place of its value. */
  cookieLine: v.nullable(v.pipe(v.string(), v.maxLength(cookieLimits.length))),
  /** What the store was asked for, in order: "load", "create", "commit", "rotate", "touch", "delete". */
  storeCalls: v.pipe(v.array(name), v.maxLength(1000)),
  /** Of the failure. */
  message: v.nullable(v.pipe(v.string(), v.maxLength(failureMessageLimit))),
});
export type RequestDetail = v.InferOutput<typeof RequestDetail>;

/** The session as it was after a request. */
export const TimelineState = v.object({
  /** `null`: there was no session any more; then there are no entries. */
  handle: v.nullable(name),
  revision: v.nullable(revision),
  expiry: Expiry,
  user: v.nullable(v.string()),
  /** The size of all keys and entries together. */
  size: bytes,
  entries: v.pipe(v.array(v.object({ key, ...side })), v.maxLength(listLimit)),
  /** `false`: not all of it is known, for another process has changed the session, or too much has been forgotten. */
  exact: v.boolean(),
});
export type TimelineState = v.InferOutput<typeof TimelineState>;
/** With it `undo.restore` brings back what a command has ended or emptied, once, until then. */
export const Ticket = v.object({ ticket: v.pipe(v.string(), v.maxLength(ticketLimit)), until: time });
export type Ticket = v.InferOutput<typeof Ticket>;

/** After a change that the server may undo. `ticket` left out or `null`: it has kept nothing. */
export const Undoable = v.object({ ...Changed.entries, ticket: v.optional(v.nullable(Ticket)) });
export type Undoable = v.InferOutput<typeof Undoable>;

/** Names a stored session to a panel: an encrypted id. Only the server that has made it can read it. */
export const SessionRef = v.pipe(v.string(), v.regex(/^[\w-]{1,200}$/, "must be the ref of a listed session"));

/** A session in the list of the store. */
export const StoredSummary = v.object({
  ref: SessionRef,
  handle: v.string(),
  /** It is the session of the asking browser. */
  own: v.boolean(),
  user: v.nullable(v.string()),
  /** How many keys it has. */
  keys: bytes,
  /** The size of all keys and entries together; hidden ones count rounded up, as in a reading. */
  size: bytes,
  ...moments,
  expiry: Expiry,
  revision,
  /** `expired`: its time has come, and the store still has it. */
  state: v.picklist(["live", "expired"]),
});
export type StoredSummary = v.InferOutput<typeof StoredSummary>;

/** Which stored sessions are meant: those that meet all of it. Texts are compared as they are, hidden values never. */
export const StoreFilter = v.strictObject({
  /** A key or a shown value has this in it. */
  text: v.optional(v.string()),
  /** A key has this in its name. With `value`: the same entry has both. */
  key: v.optional(v.string()),
  /** A shown value has this in its JSON text. */
  value: v.optional(v.string()),
  /** Sessions of exactly this user. */
  user: v.optional(v.string()),
  /** Sessions that have a user, or that have none. */
  signedIn: v.optional(v.boolean()),
  /** `true`: the expired ones alone; `false`: the live ones. Left out: all that the store lists. */
  expired: v.optional(v.boolean()),
});
export type StoreFilter = v.InferOutput<typeof StoreFilter>;

/** Whether it leaves out any session: an empty text is in all of them. */
const saysWhich = ({ text, key, value, ...others }: StoreFilter): boolean =>
  [text, key, value].some((one) => one) || Object.values(others).some((one) => one !== undefined);

export const storeSorts = ["modified", "created", "expires"] as const;
export const StoreSort = v.strictObject({ by: v.picklist(storeSorts), descending: v.boolean() });
export type StoreSort = v.InferOutput<typeof StoreSort>;

/** What a ref leads to. `expired`: its time has come, and the store still has it. `gone`: the store does not have it. */
export const StoredReading = v.variant("state", [
  v.object({ state: v.literal("live"), now: time, session: SessionState }),
  v.object({ state: v.literal("expired"), now: time, session: SessionState }),
  v.object({ state: v.literal("gone"), now: time }),
]);
export type StoredReading = v.InferOutput<typeof StoredReading>;

/** The sessions of another library: how far it can keep what this protocol speaks of. */
export const Engine = v.object({
  /** For people: "express-session 1.19.0 (RedisStore)". */
  name,
  /** `stored`: the library counts the changes of a session. `observed`: the server's process counts those it has seen. */
  revisions: v.picklist(["stored", "observed"]),
  /**
   * What an edit is safe from. `stored`: from every other write. `merge`: it goes into the requests under way in the server's
   * process too. `quiet`: it waits until these have ended. `compare`: it is compared right before it is written, and a request
   * under way may overwrite it. `none`: the cookie is the session, and the next response may bring another.
   */
  edits: v.picklist(["stored", "merge", "quiet", "compare", "none"]),
  /** The kinds of expiry that it can keep. */
  expiry: v.pipe(v.array(v.picklist(["policy", "browser-close", "seconds", "moment"])), v.maxLength(4)),
  /** By command: why it is not among `commands`, in one sentence. */
  cannot: v.optional(dictionary(name)),
});
export type Engine = v.InferOutput<typeof Engine>;

export const Hello = v.object({
  /** Versions of this protocol that the server speaks. */
  versions: Versions,
  /** The version of the server's package. */
  sdk: name,
  now: time,
  /** Those that this server has. */
  commands: v.pipe(v.array(name), v.maxLength(1000)),
  /** Left out: the sessions are the server's own, and all of this protocol holds. */
  engine: v.optional(Engine),
  store: v.object({
    name,
    kind: v.picklist(["server", "client"]),
    /** Bytes that a session may have; `null`: there is no limit worth showing. */
    limit: v.nullable(bytes),
  }),
  cookie: v.object({
    name: v.pipe(v.string(), v.maxLength(4096)),
    domain: v.nullable(name),
    path: v.pipe(v.string(), v.maxLength(1024)),
    secure: v.boolean(),
    httpOnly: v.boolean(),
    sameSite: v.nullable(v.picklist(["Lax", "Strict", "None"])),
    partitioned: v.boolean(),
    /** Cookies that belong to it: whole names ("sid.sig"), a beginning and "*" for its chunks ("sid.*"), or `uuidNames`. */
    more: v.optional(
      v.pipe(v.array(v.pipe(v.string(), v.minLength(1), v.maxLength(4096))), v.maxLength(moreCookieLimits.names)),
    ),
  }),
  /** Seconds a session without a custom expiry lives after its last change. */
  cookieAge: seconds,
  /** Seconds without use, and since the creation, after which any session ends. `null`: no such limit. */
  idleTimeout: v.optional(v.nullable(seconds)),
  absoluteTimeout: v.optional(v.nullable(seconds)),
  expireAtBrowserClose: v.boolean(),
  saveEveryRequest: v.boolean(),
  /** Whether an edit beside a hidden part is accepted that leaves the mark in its place. Left out: none is. */
  editsBesideHidden: v.optional(v.boolean()),
  /** Names of members of every session object. A key of such a name is reached by `get` and `set` only. */
  members: v.optional(v.pipe(v.array(name), v.maxLength(1000))),
});
export type Hello = v.InferOutput<typeof Hello>;

/** Left out or `null`: what was deleted cannot be brought back. */
const maybeTicket = { ticket: v.optional(v.nullable(Ticket)) };
/** Where the next page of the store's list begins. */
const storeCursor = v.optional(v.pipe(v.string(), v.regex(/^[\w-]{1,8192}$/, "must be the cursor of a page")));
const rows = v.pipe(whole, v.minValue(1), v.maxValue(pageLimit));
const labText = v.pipe(v.string(), v.maxLength(cookieLimits.length));
/**
 * The text that a browser sends back for a `Set-Cookie` line, or for a pair of a `Cookie` header: `name=value`, or the value
 * alone where the cookie has no name.
 */
export function cookiePairOf(line: string): string {
  const [pair = ""] = line.split(";", 1);
  const at = pair.indexOf("=");
  const [name, value] = [pair.slice(0, Math.max(at, 0)), pair.slice(at + 1)].map((part) =>
    part.replace(/^[\t ]+|[\t ]+$/g, ""),
  );
  return name === "" ? value! : `${name}=${value}`;
}

/** The name under which servers find the cookie of this pair, also where the browser has it as a value without a name. */
export const labNameOf = (pair: string): string => /^=*([^=]*)/.exec(pair)![1]!;

/** One load of the lab: the `Set-Cookie` lines of its answer, and the names whose coming is told. */
const LabLoad = v.strictObject({
  /** Each character is a byte. */
  lines: v.pipe(v.array(labText), v.maxLength(labLimits.lines)),
  /** An empty name asks about cookies without one. */
  expect: v.pipe(v.array(labText), v.maxLength(labLimits.names)),
  /** Below the endpoint's path. */
  path: v.optional(v.pipe(v.string(), v.regex(/^(\/[\w~-][\w.~-]*)+\/?$/), v.maxLength(nameLimit))),
});
export type LabLoad = v.InferOutput<typeof LabLoad>;

/**
 * Why a server refuses these loads: a cookie that is not the lab's, or is the session's own (`cookieName`), or too much
 * text. `null`: it takes them.
 */
export function labProblem(loads: readonly LabLoad[], cookieName: string): string | null {
  for (const [index, { lines, expect }] of loads.entries()) {
    const units = [...lines, ...expect].reduce((sum, { length }) => sum + length, 0);
    if (units > labLimits.length)
      return `loads.${index}: lines and names have more than ${labLimits.length} characters`;
    const names = [...lines.map((line) => labNameOf(cookiePairOf(line))), ...expect.filter((name) => name !== "")];
    const other = names.find((name) => !name.includes(labMark) || name === cookieName);
    if (other === cookieName) return `loads.${index}: ${cookieName} is the session's own cookie`;
    if (other !== undefined) return `loads.${index}: ${JSON.stringify(other)} has no ${labMark} in its name`;
  }
  return null;
}

const labId = v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/, "must be 1 to 64 letters, digits, - or _"));
const atRun = { run: labId };

export const LabBegun = v.object({
  /** The name of the run. No load names it. */
  run: labId,
  /** When it is over at the latest. */
  until: time,
  loads: v.pipe(
    v.array(
      v.object({
        /** The load is `GET <path>?lab=<query>`, with the load's own `path` behind the endpoint's. */
        query: labId,
        /** Which of its lines no HTTP header can carry. They are left out. */
        unsendable: v.pipe(v.array(bytes), v.maxLength(labLimits.lines)),
      }),
    ),
    v.maxLength(labLimits.loads),
  ),
});
export type LabBegun = v.InferOutput<typeof LabBegun>;

export const LabReading = v.object({
  until: time,
  /** The loads that were made, in the order in which they came. */
  loads: v.pipe(
    v.array(
      v.object({
        load: bytes,
        at: time,
        /** The asked-for cookies that came, in the order of the header. `matches`: the value is one that this run has set. */
        came: v.pipe(v.array(v.object({ name: v.string(), matches: v.boolean() })), v.maxLength(labLimits.came)),
        /** What the browser says of the load: `Sec-Fetch-Site` and `Sec-Fetch-Dest`. */
        site: v.nullable(v.picklist(["same-origin", "same-site", "cross-site", "none"])),
        dest: v.nullable(v.pipe(v.string(), v.maxLength(32))),
      }),
    ),
    v.maxLength(labLimits.loads),
  ),
});
export type LabReading = v.InferOutput<typeof LabReading>;

const command = <P extends v.GenericSchema, R extends v.GenericSchema>(params: P, result: R) => ({ params, result });
const nothing = v.pipe(v.custom<object>(isDictionary, "must be an object"), v.strictObject({}));
/** Writes of keys, each against the text that the panel saw (`null`: absent). */
const keyWrites = {
  set: dictionary(jsonText),
  delete: v.array(key),
  expect: dictionary(v.nullable(v.string())),
};
interface KeyWrites {
  readonly set: Readonly<Record<string, string>>;
  readonly delete: readonly string[];
  readonly expect: Readonly<Record<string, string | null>>;
}
const expectsAll = ({ set, delete: deleted, expect }: KeyWrites): boolean =>
  [...Object.keys(set), ...deleted].every((name) => Object.hasOwn(expect, name));
const deletesWhatItSets = ({ set, delete: deleted }: KeyWrites): boolean =>
  deleted.some((name) => Object.hasOwn(set, name));
const unexpected = "expect must name every key of set and delete";
const setAndDeleted = "a key is set and deleted";
/** The revision that the session must have: at a later one the command is refused with `stale-revision`. */
const atRevision = { revision };
/** The state that the caller has. The answer names the commits after it; all recorded ones if the session has another handle now. */
const Since = v.strictObject({ handle: name, revision });
export type Since = v.InferOutput<typeof Since>;
const since = v.optional(Since);

export const commands = {
  hello: command(nothing, Hello),
  "session.read": command(
    v.pipe(v.custom<object>(isDictionary, "must be an object"), v.strictObject({ since })),
    SessionReading,
  ),
  /** One value whole, however long. */
  "session.value": command(v.strictObject({ key }), Entry),
  /**
   * Writes each key if its text is the one that the panel saw (`null`: absent). `expect` names all keys of `set` and
   * `delete`, and may name more. If one of them has another text, the error is `conflict`, and nothing is written.
   */
  "session.update": command(
    v.pipe(
      v.strictObject({ ...keyWrites, since }),
      v.check((writes) => expectsAll(writes), unexpected),
      v.check((writes) => !deletesWhatItSets(writes), setAndDeleted),
    ),
    Changed,
  ),
  "session.clear": command(v.strictObject(atRevision), Undoable),
  "session.flush": command(v.strictObject(atRevision), Undoable),
  "session.cycleKey": command(v.strictObject(atRevision), Changed),
  "session.setExpiry": command(v.strictObject({ ...atRevision, expiry: Expiry }), Changed),
  /** `server`: the session ends, the browser keeps the cookie. `cookie`: the reverse. */
  "session.expire": command(v.strictObject({ ...atRevision, where: v.picklist(["server", "cookie"]) }), Undoable),
  /**
   * Puts a state back into the live session at `revision`, or, when that is `null`, into a new session with a new key.
   * Hidden entries are never part of the state: a live session keeps its own. Without `user` a live session keeps its
   * user, and a new one has none.
   */
  "session.restore": command(
    v.strictObject({
      revision: v.nullable(revision),
      entries: dictionary(jsonText),
      expiry: Expiry,
      user: v.optional(v.nullable(v.string())),
    }),
    Changed,
  ),
  "testCookie.set": command(nothing, Changed),
  /** `sent`: the session cookie came along; `worked`: the session behind it holds the test value. */
  "testCookie.check": command(nothing, v.object({ sent: v.boolean(), worked: v.boolean() })),
  "testCookie.delete": command(nothing, Changed),
  /** A page of the timeline: the last `limit` entries before an entry, or of all; of one session if `handle` names it. */
  "timeline.list": command(
    v.strictObject({
      before: v.optional(entry),
      limit: v.pipe(whole, v.minValue(1), v.maxValue(summaryLimits.page)),
      handle: v.optional(name),
    }),
    v.object({
      /** The oldest first. */
      entries: v.pipe(v.array(RequestSummary), v.maxLength(summaryLimits.page)),
      /** There are older ones. */
      more: v.boolean(),
      recording: v.boolean(),
      /** Requests that did nothing with a session: they are counted, and no entries. */
      withoutSession: bytes,
      /** Entries that were forgotten to make room. */
      dropped: bytes,
      /** What the server keeps at most. */
      limits: v.object({ entries: bytes, bytes }),
      now: time,
    }),
  ),
  "timeline.entry": command(v.strictObject({ entry }), RequestDetail),
  /** A text whole, however long; hidden parts are masked. `state`: of the session as it was after the request. */
  "timeline.value": command(
    v.strictObject({ entry, key, side: v.picklist(["before", "after", "state"]) }),
    v.object({ text: v.string() }),
  ),
  "timeline.state": command(v.strictObject({ entry }), TimelineState),
  /** While it is paused, nothing is recorded. */
  "timeline.pause": command(v.strictObject({ paused: v.boolean() }), v.object({ recording: v.boolean() })),
  /** Forgets all entries. The numbers go on. */
  "timeline.clear": command(nothing, v.strictObject({})),
  /**
   * Brings back what the command that gave the ticket has ended or emptied, hidden values included. `revision` `null`: into
   * a new session with a new key. Else into the live session at that revision: keys that others have added since stay, and
   * if one has come back with another text, the error is `conflict`. `leave` names keys that are not brought back.
   */
  "undo.restore": command(
    v.strictObject({
      ticket: v.pipe(v.string(), v.maxLength(ticketLimit)),
      revision: v.nullable(revision),
      leave: v.optional(v.pipe(v.array(key), v.maxLength(listLimit))),
    }),
    /** `sessions`: how many were brought back; several only where the store's were deleted together. */
    v.object({ ...Changed.entries, sessions: bytes }),
  ),
  /** A page of the stored sessions. Fewer than `limit` may come though `next` leads to more: rare ones take time to find. */
  "store.list": command(
    v.strictObject({
      cursor: storeCursor,
      limit: rows,
      filter: v.optional(StoreFilter),
      sort: v.optional(StoreSort),
    }),
    v.object({
      sessions: v.pipe(v.array(StoredSummary), v.maxLength(pageLimit)),
      /** The cursor of the next page; `null`: this was the last. */
      next: v.nullable(v.string()),
      /** How many the store has, the expired among them; of a filter by `expired` alone, how many of those. `null`: not known. */
      total: v.nullable(v.object({ count: bytes, exact: v.boolean() })),
      /** The orders in which the store lists. */
      sorts: v.pipe(v.array(name), v.maxLength(20)),
      /** The store lists the expired sessions too. */
      listsExpired: v.boolean(),
      now: time,
    }),
  ),
  "store.read": command(v.strictObject({ ref: SessionRef, since }), StoredReading),
  /** Rows of the list as they are by now, in the order of the refs; `null`: that session is gone. */
  "store.summaries": command(
    v.strictObject({ refs: v.pipe(v.array(SessionRef), v.maxLength(pageLimit)) }),
    v.object({ sessions: v.pipe(v.array(v.nullable(StoredSummary)), v.maxLength(pageLimit)), now: time }),
  ),
  /** One value whole, however long. */
  "store.value": command(v.strictObject({ ref: SessionRef, key }), Entry),
  /** `session.update` for any live session. */
  "store.update": command(
    v.pipe(
      v.strictObject({ ref: SessionRef, ...keyWrites, since }),
      v.check((writes) => expectsAll(writes), unexpected),
      v.check((writes) => !deletesWhatItSets(writes), setAndDeleted),
    ),
    v.object({ reading: StoredReading }),
  ),
  /** Ends a session, and removes it. */
  "store.delete": command(v.strictObject({ ref: SessionRef, ...atRevision }), v.object(maybeTicket)),
  /** Deletes a page of the sessions that match, each as it was found: at most `limit` and `deletionLimit`. */
  "store.deleteMatching": command(
    v.strictObject({
      filter: v.pipe(
        StoreFilter,
        v.check((filter) => saysWhich(filter), "must say which sessions are meant"),
      ),
      cursor: storeCursor,
      limit: rows,
    }),
    v.object({
      deleted: bytes,
      /** Left alone, because they changed after they were found. */
      changed: bytes,
      /** Left alone, because the store failed on the way. Left out: none, or the server counts them as `changed`. */
      failed: v.optional(bytes),
      /** Where the next call goes on; `null`: none are left. */
      next: v.nullable(v.string()),
      ...maybeTicket,
    }),
  ),
  /** Removes some `limit` sessions whose time has come. The caller repeats it until it is `done`. */
  "store.clearExpired": command(
    v.strictObject({ limit: v.pipe(whole, v.minValue(1), v.maxValue(10_000)) }),
    v.object({ removed: bytes, done: v.boolean() }),
  ),
  /** A new session with a new key for the asking browser, which holds what a live session holds. */
  "store.clone": command(v.strictObject({ ref: SessionRef }), Changed),
  /** Begins a run of the cookie lab. Each of its loads works once, and carries no token. */
  "lab.begin": command(
    v.strictObject({ loads: v.pipe(v.array(LabLoad), v.minLength(1), v.maxLength(labLimits.loads)) }),
    LabBegun,
  ),
  "lab.read": command(v.strictObject(atRun), LabReading),
  /** Ends a run before its time. Of one that is over nothing is left to end, and that is no error. */
  "lab.end": command(v.strictObject(atRun), v.strictObject({})),
};

export type CommandName = keyof typeof commands;
export type Params<C extends CommandName> = v.InferOutput<(typeof commands)[C]["params"]>;
export type Result<C extends CommandName> = v.InferOutput<(typeof commands)[C]["result"]>;
/** How the panel calls a command (`extension/panel/server/client.ts`). */
export type CallCommand = <C extends CommandName>(
  command: C,
  params: Params<C>,
  signal?: AbortSignal,
) => Promise<Result<C>>;

/** The name of the live stream. It is called like a command, and answers one `Event` as JSON per line until either side ends it. */
export const streamName = "events.stream";
export const streamParams = nothing;

export const Event = v.variant("type", [
  /** First line, and every 15 s: the stream is alive. */
  v.object({ type: v.literal("alive"), now: time }),
  v.object({
    type: v.literal("changed"),
    handle: v.string(),
    ...Commit.entries,
  }),
  /** The session was flushed, expired by hand, or moved to a new key. */
  v.object({ type: v.literal("gone"), handle: v.string(), cause: Cause }),
  /** A new entry of the timeline. */
  v.object({ type: v.literal("request"), ...RequestSummary.entries }),
]);
export type Event = v.InferOutput<typeof Event>;

export const Call = v.strictObject({
  protocol: v.number(),
  command: v.string(),
  /** The value of the tab's session cookie; `null`: the tab has none. Sent here, because credentials are omitted. */
  cookie: v.nullable(v.pipe(v.string(), v.maxLength(8192))),
  /** The tab's cookies that `hello.cookie.more` names, by name. */
  cookies: v.optional(
    v.pipe(
      dictionary(v.pipe(v.string(), v.maxLength(moreCookieLimits.length))),
      v.check((cookies) => Object.keys(cookies).length <= moreCookieLimits.cookies, "are too many"),
    ),
  ),
  /** The id of the panel that calls. The causes of its changes name it. */
  window: v.optional(WindowId),
  params: v.unknown(),
});
export type Call = v.InferOutput<typeof Call>;

/** The HTTP status of each error code. A caller that fails the gate gets `not-found`, whatever the reason. */
export const errorCodes = {
  "not-found": 404,
  "token-required": 401,
  "token-refused": 403,
  "too-many-guesses": 429,
  "bad-request": 400,
  "body-too-large": 413,
  "unknown-command": 400,
  "wrong-version": 400,
  "invalid-params": 400,
  "no-session": 409,
  gone: 409,
  conflict: 409,
  "stale-revision": 409,
  "ticket-gone": 409,
  "stale-cursor": 409,
  "run-gone": 409,
  redacted: 403,
  "not-recorded": 409,
  "too-large": 413,
  unsupported: 400,
  "store-failed": 503,
  internal: 500,
} as const;
export type ErrorCode = keyof typeof errorCodes;

/** The public id of a project's generated token. It is random, so it tells nothing about the token. */
export const ServerId = v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/, "must be 1 to 64 letters, digits, - or _"));

export const CallError = v.object({
  code: v.picklist(Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]]),
  message: v.string(),
  /** `conflict`: the keys that differ. `redacted`: the keys that are hidden, wholly or in part. */
  keys: v.optional(v.pipe(v.array(v.string()), v.maxLength(listLimit))),
  /** `stale-revision`: the revision the session is at. */
  revision: v.optional(whole),
  /** `wrong-version`: the versions the server speaks, and its package version. */
  versions: v.optional(Versions),
  sdk: v.optional(name),
  /** `token-refused`, `too-many-guesses`: tries left this minute. */
  triesLeft: v.optional(whole),
  /** `token-required`, `token-refused`, `too-many-guesses`: the project whose token is meant. None if the app has chosen the token. */
  server: v.optional(ServerId),
});
export type CallError = v.InferOutput<typeof CallError>;

export const Answer = v.variant("ok", [
  v.object({ ok: v.literal(true), result: v.unknown() }),
  v.object({ ok: v.literal(false), error: CallError }),
]);
export type Answer = v.InferOutput<typeof Answer>;

/** Whether this is the name of the session cookie, or of one that belongs to it: a signature, a chunk of its value. */
export const isSessionCookie = ({ name, more = [] }: SessionCookieNames, other: string): boolean =>
  other === name || more.some((one) => fits(one, other));

/** Of `hello.cookie`. */
interface SessionCookieNames {
  readonly name: string;
  readonly more?: readonly string[] | undefined;
}

/** `*` alone would be every cookie, and fits none. */
function fits(one: string, name: string): boolean {
  if (one === uuidNames) return /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(name);
  if (one.length < 2 || !one.endsWith("*")) return one === name;
  return name.length >= one.length && name.startsWith(one.slice(0, -1));
}

/** The token in a pasted text, which is the line that the server has printed, or the token itself. */
export function tokenIn(text: string): string {
  const trimmed = text.trim();
  return /(?:^|\s)token:\s+(\S+)$/.exec(trimmed)?.[1] ?? trimmed;
}
