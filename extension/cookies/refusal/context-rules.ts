/** The rules that a line can break because of the page that asked, or of the cookies that are stored already. */

import { domainMatches, isTrustworthy, pathMatches } from "../cookie.ts";
import { askedBy } from "../set-cookie/asked-cookie.ts";
import type { AttributeEdit } from "../set-cookie/edit-attributes.ts";
import { attribute, type SetCookie } from "../set-cookie/parse-line.ts";
import { relation } from "../site.ts";
import type { Situation } from "./reasons.ts";
import { repair, setSecure, type Violation, violation } from "./violation.ts";

const overwriteSecure = (line: SetCookie, { url, jar }: Situation): Violation | null => {
  if (isTrustworthy(url)) return null;
  const asked = askedBy(line, url, 0);
  const kept = jar.some(
    (cookie) =>
      cookie.secure &&
      cookie.name === asked.name &&
      (domainMatches(cookie.domain, asked.domain) || domainMatches(asked.domain, cookie.domain)) &&
      pathMatches(asked.path, cookie.path),
  );
  return kept ? violation("OverwriteSecure", ["refusalOverwriteSecure"], "secure", [line.pair], []) : null;
};

const sameSiteReasons = {
  strict: ["SameSiteStrict", "SchemefulSameSiteStrict", "SameSite=Strict"],
  lax: ["SameSiteLax", "SchemefulSameSiteLax", "SameSite=Lax"],
  unspecified: ["SameSiteUnspecifiedTreatedAsLax", "SchemefulSameSiteUnspecifiedTreatedAsLax", ""],
} as const;

const thirdParty = (line: SetCookie, { url, page }: Situation): Violation | null => {
  const how = relation(url, page);
  if (how === "same-site") return null;
  const asked = askedBy(line, url, 0);
  // Firefox does not compare schemes, and stores third-party cookies in a partition.
  const apart = asked.sameSite === "none" || asked.sameSite === "unspecified";
  if (line.rules === "firefox" && (how === "schemes-differ" || apart)) return null;
  const none: AttributeEdit = { set: "samesite", to: "None" };
  const partitioned: AttributeEdit = { set: "partitioned", to: true };
  if (asked.sameSite !== "none") {
    const [reason, schemeful, word] = sameSiteReasons[asked.sameSite];
    const id = how === "schemes-differ" ? "refusalSchemes" : word === "" ? "refusalSameSiteUnset" : "refusalSameSite";
    return violation(
      how === "schemes-differ" ? schemeful : reason,
      [id, url.hostname, page.hostname, word],
      "sameSite",
      [attribute(line, "samesite") ?? line.pair],
      [repair("fixEmbedded", none, setSecure, partitioned)],
    );
  }
  if (asked.partitioned) return null;
  const repairs = [repair("fixPerSite", partitioned)];
  return violation("UserPreferences", ["refusalPreferences"], "partition", [line.pair], repairs, "browser");
};

/** The first of these rules that the line breaks; null: it breaks none. */
export const contextRules = (line: SetCookie, situation: Situation): Violation | null =>
  overwriteSecure(line, situation) ?? thirdParty(line, situation);
