/** The prefixes of names, such as `__Host-`, and the attributes that each requires (RFC 6265bis section 4.1.3). */

import { isTrustworthy } from "../cookie.ts";
import { askedBy } from "../set-cookie/asked-cookie.ts";
import type { AttributeEdit } from "../set-cookie/edit-attributes.ts";
import { attribute, type Part, type SetCookie } from "../set-cookie/parse-line.ts";
import type { Field } from "./reasons.ts";
import { type LineRule, repair, setSecure, violation } from "./violation.ts";

const prefixes = [
  { prefix: "__host-http-", shown: "__Host-Http-", host: true, http: true },
  { prefix: "__host-", shown: "__Host-", host: true, http: false },
  { prefix: "__http-", shown: "__Http-", host: false, http: true },
  { prefix: "__secure-", shown: "__Secure-", host: false, http: false },
] as const;

/** The prefix of a name, in upper or lower case, and what it requires; null: it has none. */
const prefixOf = (name: string) => prefixes.find(({ prefix }) => name.toLowerCase().startsWith(prefix)) ?? null;

export const invalidPrefix: LineRule = (line, url) => {
  if (line.name === "") {
    const hidden = prefixOf(line.value);
    if (hidden === null) return null;
    return violation("InvalidPrefix", ["refusalNamelessPrefix", hidden.shown], "name", [line.pair], [], "prefixes");
  }
  const promise = prefixOf(line.name);
  if (promise === null) return null;
  const { shown, host, http, prefix } = promise;
  const asked = askedBy(line, url, 0);
  const domain = attribute(line, "domain");
  const keep: AttributeEdit[] = [setSecure];
  if (http) keep.push({ set: "httponly", to: true });
  if (host) keep.push({ drop: "domain" }, { set: "path", to: "/" });
  const repairs = [
    repair("fixKeepPrefix", ...keep.filter((edit) => !satisfied(edit, line))),
    repair("fixDropPrefix", { name: line.name.slice(prefix.length) || "cookie" }),
  ];
  const no = (id: string, field: Field, part: Part | undefined) =>
    violation("InvalidPrefix", [id, shown], field, [part ?? line.pair], repairs, "prefixes");
  if (!asked.secure) return no("refusalPrefixSecure", "secure", undefined);
  if (!isTrustworthy(url)) return no("refusalPrefixHttps", "secure", attribute(line, "secure"));
  if (http && !asked.httpOnly) return no("refusalPrefixHttpOnly", "httpOnly", undefined);
  // Firefox checks the host and the path that the cookie gets, Chromium the attributes.
  const firefox = line.rules === "firefox";
  const forOthers = firefox ? !asked.hostOnly : domain !== undefined && domain.value !== "";
  if (host && forOthers) return no("refusalPrefixDomain", "domain", domain);
  const path = firefox ? asked.path : attribute(line, "path")?.value;
  if (host && path !== "/") return no("refusalPrefixPath", "path", attribute(line, "path"));
  return null;
};

/** Does the line already have what the edit would change? */
function satisfied(edit: AttributeEdit, line: SetCookie): boolean {
  if ("drop" in edit) return !line.attributes.some(({ kind }) => kind === edit.drop);
  if (!("set" in edit)) return false;
  const present = attribute(line, edit.set);
  return present !== undefined && (edit.to === true || present.value === edit.to);
}
