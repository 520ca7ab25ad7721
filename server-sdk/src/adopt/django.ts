/** Adopts the sessions in Django's database (3.1 and later, `db` and `cached_db`): `adopt: adoptDjango({ database, secretKey, map })`. */

import { cookieValues } from "../core/cookie.ts";
import type { OldContent, OldSessions } from "../core/old-sessions.ts";
import { type AdoptOptions, checkedMap } from "./base/app-map.ts";
import { type CookieOptions, oldCookie } from "./base/old-cookie.ts";
import { checkedName, type DjangoDatabase, queriesOf } from "./django/query.ts";
import { authHashes, decodeSession } from "./django/signing.ts";

export type { Adopted, OldContent, OldData, OldSessions } from "./base/app-map.ts";
export type { DjangoDatabase } from "./django/query.ts";

export interface DjangoAdoption extends AdoptOptions {
  /** Django's: a `pg` Pool or Client, a pool of `mysql2/promise`, or a `DatabaseSync` of `node:sqlite`. */
  readonly database: DjangoDatabase;
  /** `SECRET_KEY`, then `SECRET_KEY_FALLBACKS`. */
  readonly secretKey: string | readonly string[];
  /** `SESSION_COOKIE_NAME`; "sessionid" unless Django's settings have another. */
  readonly cookieName?: string;
  readonly cookie?: CookieOptions;
  /** "django_session" unless there is a model of the app's. */
  readonly table?: string;
  /** The table of `AUTH_USER_MODEL`, "auth_user" unless it is the app's, and its primary key. */
  readonly userTable?: string;
  readonly userKey?: string;
}

/** As Django has it: 32 random characters. */
const djangoKey = /^[a-z0-9]{32}$/;

/**
 * Sessions of Django's database for the setting `adopt`. As in Django, one whose user has another password since, is not
 * active or is not there any more is no session.
 * @throws TypeError for options that cannot work.
 */
export function adoptDjango(options: DjangoAdoption): OldSessions {
  const { secretKey, cookieName = "sessionid", table = "django_session" } = options;
  const { userTable = "auth_user", userKey = "id" } = options;
  const secrets = typeof secretKey === "string" ? [secretKey] : secretKey;
  if (!secrets?.length || secrets.includes("")) throw new TypeError("adopt needs secretKey: Django's SECRET_KEY.");
  for (const name of [table, userTable, userKey]) checkedName(name);
  const { query, mark, now } = queriesOf(options.database);

  const load = async (key: string): Promise<OldContent | null> => {
    const found = `select session_data from ${table} where session_key = ${mark(1)} and expire_date > ${mark(2)}`;
    const [row] = await query(found, [key, now()]);
    if (row === undefined) return null;
    const {
      _auth_user_id: id,
      _auth_user_hash: hash,
      _auth_user_backend,
      ...data
    } = decodeSession(String(row.session_data), secrets);
    if (id === undefined) return { data, user: null, expiresAt: null };
    if (!(await isSignedIn(String(id), hash))) return null;
    return { data, user: String(id), expiresAt: null };
  };
  /** Django compares at each request: a new password ends the sessions that had the old one. */
  const isSignedIn = async (id: string, hash: unknown): Promise<boolean> => {
    const [user] = await query(`select * from ${userTable} where ${userKey} = ${mark(1)}`, [id]);
    if (user === undefined || user.is_active === false || user.is_active === 0) return false;
    return typeof hash === "string" && authHashes(String(user.password), secrets).includes(hash);
  };

  return {
    library: "Django",
    cookies: [{ ...oldCookie(cookieName, options.cookie), looksLikeOurs: true }],
    map: checkedMap(options),
    async find(cookieHeader) {
      // Of several, Django takes the last.
      const key = cookieValues(cookieHeader, cookieName).at(-1) ?? "";
      if (!djangoKey.test(key)) return null;
      const end = async () => void (await query(`delete from ${table} where session_key = ${mark(1)}`, [key]));
      return { id: key, replayableUntil: null, load: () => load(key), end };
    },
  };
}
