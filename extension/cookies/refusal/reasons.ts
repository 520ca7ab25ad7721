/** The reasons for which a browser refuses a cookie, and what a refusal says. */

import type { Cookie, Message } from "../cookie.ts";
import type { Stretch } from "../set-cookie/edit-attributes.ts";
import type { Part } from "../set-cookie/parse-line.ts";

/** Named as `Network.SetCookieBlockedReason` of the DevTools protocol. */
export type Reason =
  | "DisallowedCharacter"
  | "NoCookieContent"
  | "NameValuePairExceedsMaxSize"
  | "SyntaxError"
  | "InvalidDomain"
  | "InvalidPrefix"
  | "SecureOnly"
  | "SameSiteNoneInsecure"
  | "SameSiteStrict"
  | "SameSiteLax"
  | "SameSiteUnspecifiedTreatedAsLax"
  | "SchemefulSameSiteStrict"
  | "SchemefulSameSiteLax"
  | "SchemefulSameSiteUnspecifiedTreatedAsLax"
  | "OverwriteSecure"
  | "UserPreferences"
  | "UnknownError";

/** A field of a cookie that a refusal or an advice is about. */
export type Field =
  | "name"
  | "value"
  | "domain"
  | "path"
  | "expires"
  | "size"
  | "httpOnly"
  | "secure"
  | "sameSite"
  | "partition";

export interface Refusal {
  readonly reason: Reason;
  readonly sentence: Message;
  readonly field: Field;
  /** The parts of the line that break the rule. */
  readonly faulty: readonly Part[];
  /** Lines that the browser would store, best first; empty where no change of the line helps. */
  readonly fixes: readonly Fix[];
  readonly rule: RuleSource;
}

/** A corrected line. */
export interface Fix {
  /** When to choose it: "If only this site needs it:" */
  readonly when: Message;
  readonly line: readonly Stretch[];
}
/** Where a rule is written down. */
export type RuleSource = "storage-model" | "parsing" | "prefixes" | "partitioned" | "browser";

/** What is known beside the line itself. */
export interface Situation {
  /** The address of the request that the response answers. */
  readonly url: URL;
  /** The page that made the request. */
  readonly page: URL;
  /** The cookies that the browser holds for the host. */
  readonly jar: readonly Cookie[];
}
