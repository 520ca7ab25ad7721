/** Every setting: one row each, with its check and its default. `docs/settings.md` says what they mean. */

import { SettingError } from "./errors.ts";
import { isTellable } from "./expiry.ts";
import type { OldSessions } from "./old-sessions.ts";
import type { ClientStore, Store } from "./store.ts";
import * as v from "./valibot.ts";

/** Further than a cookie's date or a store can tell would be an error at every login. */
const seconds = v.pipe(v.number(), v.minValue(1), v.check(isTellable));
/** Printable ASCII without ";": what a Path attribute can carry. */
const pathText = /^\/[ -:<-~]*$/;
/** A browser ignores longer attribute values, and so a cookie's path or domain (RFC 6265bis section 5.6). */
const attribute = v.maxLength<string, 1024>(1024);
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

interface Row<S extends v.GenericSchema> {
  readonly schema: S;
  readonly fallback: v.InferOutput<S>;
  /** Completes "It must be …". */
  readonly must: string;
}
const row = <S extends v.GenericSchema>(schema: S, fallback: v.InferOutput<S>, must: string): Row<S> => ({
  schema,
  fallback,
  must,
});

const DebugOptions = v.strictObject({
  /** What a request target and the header that announces it can carry as it is. */
  path: v.optional(v.pipe(v.string(), v.regex(/^\/[\w\-.~!$&'()*+=:@%/]+$/))),
  token: v.optional(v.pipe(v.string(), v.minLength(16))),
  /** `false` serves callers on loopback who name an extension's origin without the token; see docs/security.md for who they can be. */
  requireToken: v.optional(v.boolean()),
  /** Keys whose values never leave the server; added to the built-in patterns. */
  redact: v.optional(v.array(v.union([v.string(), v.instance(RegExp)]))),
  /** Further extension origins to serve, for instance that of an unpacked build. */
  origins: v.optional(v.array(v.pipe(v.string(), v.regex(/^(chrome|moz)-extension:\/\/[a-z0-9-]+$/)))),
});
export type DebugOptions = v.InferOutput<typeof DebugOptions>;

const isStore = (value: unknown): boolean =>
  typeof value === "object" &&
  value !== null &&
  "kind" in value &&
  (value.kind === "server" || value.kind === "client");

const isOldSessions = (value: unknown): boolean =>
  typeof value === "object" && value !== null && "library" in value && "find" in value && "map" in value;
const OldSessionsSchema = v.custom<OldSessions>(isOldSessions);

export const settingRows = {
  store: row(
    v.union([v.string(), v.custom<Store | ClientStore>(isStore)]),
    "sqlite:./sessions.db",
    'a store, or a URL such as "sqlite:./sessions.db", "postgres://…", "redis://…" or "memory:".',
  ),
  secret: row(
    v.pipe(
      v.union([v.string(), v.pipe(v.array(v.string()), v.minLength(1))]),
      v.transform((secret): readonly string[] => (typeof secret === "string" ? [secret] : secret)),
      v.check((secrets) => secrets.every((secret) => secret.length >= 16)),
    ) as v.GenericSchema<string | readonly string[] | undefined, readonly string[] | undefined>,
    undefined,
    "a string of at least 16 random characters, or a list of them: the first signs, all verify. Make one with: openssl rand -base64 32",
  ),
  cookieName: row(
    v.pipe(v.string(), v.regex(token), attribute),
    "sessionid",
    'a name a cookie can have, such as "sessionid".',
  ),
  cookieAge: row(
    seconds,
    1_209_600,
    "a number of seconds, at least 1, that ends before the year 10000. Two weeks are 1209600.",
  ),
  cookieDomain: row(
    v.nullable(v.pipe(v.string(), v.regex(/^\.?[a-z0-9-]+(\.[a-z0-9-]+)*$/i), attribute)),
    null,
    'a host name such as "example.com", or null for the answering host alone.',
  ),
  cookiePath: row(v.pipe(v.string(), v.regex(pathText), attribute), "/", 'a path that begins with "/".'),
  cookieSecure: row(v.boolean(), false, "true or false; true wherever the app is served over https."),
  cookieHttpOnly: row(v.boolean(), true, "true or false; false lets the page's scripts read the session key."),
  cookieSameSite: row(
    v.union([v.picklist(["Lax", "Strict", "None"]), v.literal(false)]),
    "Lax",
    '"Lax", "Strict", "None", or false to leave the attribute out.',
  ),
  cookiePartitioned: row(v.boolean(), false, "true or false."),
  expireAtBrowserClose: row(v.boolean(), false, "true or false."),
  saveEveryRequest: row(v.boolean(), false, "true or false."),
  idleTimeout: row(
    v.nullable(seconds),
    null,
    "a number of seconds without use, at least 1, that ends before the year 10000, or null for none.",
  ),
  absoluteTimeout: row(
    v.nullable(seconds),
    null,
    "a number of seconds since creation, at least 1, that ends before the year 10000, or null for none.",
  ),
  renewAfter: row(
    v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
    0.1,
    "the share of the idle timeout, 0 to 1, that must have gone before use moves the deadline.",
  ),
  maxSize: row(
    v.pipe(v.number(), v.integer(), v.minValue(64)),
    1_048_576,
    "a number of bytes, at least 64: the most that all keys and values of a session may take.",
  ),
  coerceValues: row(v.boolean(), false, "true or false; true stores what JSON.stringify makes of a value."),
  adopt: row(
    v.pipe(
      v.union([OldSessionsSchema, v.array(OldSessionsSchema)]),
      v.transform((adopt): readonly OldSessions[] => (Array.isArray(adopt) ? adopt : [adopt as OldSessions])),
    ) as v.GenericSchema<OldSessions | readonly OldSessions[] | undefined, readonly OldSessions[]>,
    [],
    "what a function of sessionscope/adopt/… returns, or a list of such.",
  ),
  debug: row(
    v.pipe(
      v.union([v.boolean(), DebugOptions]),
      v.transform((debug): DebugOptions | false => (debug === true ? {} : debug)),
    ) as v.GenericSchema<boolean | DebugOptions | undefined, false | DebugOptions>,
    false,
    "false, true, or { path, token (at least 16 characters), requireToken, redact, origins }.",
  ),
};

type Rows = typeof settingRows;
export type SettingName = keyof Rows;
export type SettingsInput = { readonly [K in SettingName]?: v.InferInput<Rows[K]["schema"]> };
export type Settings = { readonly [K in SettingName]: v.InferOutput<Rows[K]["schema"]> };

/**
 * Fills in the defaults and checks every setting, alone and against the others.
 * @throws SettingError naming the first setting that cannot work, and what would.
 */
export function parseSettings(input: SettingsInput): Settings {
  const settings: Record<string, unknown> = {};
  for (const name of Object.keys(input)) {
    if (!(name in settingRows)) {
      throw new SettingError(
        name,
        "there is no such setting.",
        `Those that exist: ${Object.keys(settingRows).join(", ")}.`,
      );
    }
  }
  for (const [name, { schema, fallback, must }] of Object.entries(settingRows)) {
    const given: unknown = input[name as SettingName];
    if (given === undefined) {
      settings[name] = fallback;
      continue;
    }
    const checked = v.safeParse(schema as v.GenericSchema, given);
    if (!checked.success) throw new SettingError(name, `${shown(name, given)} cannot be used.`, `It must be ${must}`);
    settings[name] = checked.output;
  }
  checkTogether(settings as Settings);
  return Object.freeze(settings) as Settings;
}

/** The rules browsers enforce silently, by dropping the cookie (RFC 6265bis sections 4.1.3 and 5.7, CHIPS). */
function checkTogether(settings: Settings): void {
  const { cookieName, cookieSecure, cookieDomain, cookiePath, cookieSameSite, cookiePartitioned, cookieHttpOnly } =
    settings;
  const name = cookieName.toLowerCase();
  const hostOnly = name.startsWith("__host-");
  const problems: [boolean, SettingName, string, string][] = [
    [
      /^__(host|secure|http)-/.test(name) && !cookieSecure,
      "cookieSecure",
      `the name ${cookieName} demands Secure.`,
      "Set cookieSecure: true.",
    ],
    [
      hostOnly && cookieDomain !== null,
      "cookieDomain",
      `the name ${cookieName} forbids Domain.`,
      "Leave cookieDomain out.",
    ],
    [
      hostOnly && cookiePath !== "/",
      "cookiePath",
      `the name ${cookieName} demands the path "/".`,
      "Leave cookiePath out.",
    ],
    [
      /^__(host-)?http-/.test(name) && !cookieHttpOnly,
      "cookieHttpOnly",
      `the name ${cookieName} demands HttpOnly.`,
      "Set cookieHttpOnly: true.",
    ],
    [
      cookieSameSite === "None" && !cookieSecure,
      "cookieSameSite",
      "browsers drop SameSite=None without Secure.",
      "Set cookieSecure: true.",
    ],
    [
      cookiePartitioned && !cookieSecure,
      "cookiePartitioned",
      "browsers drop Partitioned without Secure.",
      "Set cookieSecure: true.",
    ],
  ];
  for (const [wrong, setting, problem, fix] of problems) if (wrong) throw new SettingError(setting, problem, fix);
}

/** The given value for a message; secrets are not repeated. */
function shown(name: string, given: unknown): string {
  if (name === "secret" || name === "debug") return "the given value";
  if (typeof given === "string") return JSON.stringify(given);
  if (typeof given === "number" || typeof given === "boolean") return `${given}`;
  return given === null ? "null" : `a value of type ${typeof given}`;
}
