/** The rules that a line can break by itself, one function each, in the order in which Chromium applies them. */

import { bytesOf, domainMatches, isAddress, isTrustworthy, type Message, pairLimit } from "../cookie.ts";
import { domainIn } from "../set-cookie/asked-cookie.ts";
import type { AttributeEdit } from "../set-cookie/edit-attributes.ts";
import { type Attribute, attribute } from "../set-cookie/parse-line.ts";
import { isPublicSuffix } from "../site.ts";
import { invalidPrefix } from "./prefix-rule.ts";
import { type LineRule, repair, setSameSiteLax, setSecure, violation } from "./violation.ts";

/** Control characters inside names and values. Firefox allows a tab there. */
const controls = {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the rule looks for them.
  chromium: /[\x00-\x1f\x7f]/,
  // biome-ignore lint/suspicious/noControlCharactersInRegex: likewise.
  firefox: /[\x00-\x08\x0a-\x1f\x7f]/,
} as const;

const disallowedCharacter: LineRule = (line) => {
  const control = controls[line.rules];
  const inside = [line.pair, ...line.attributes].filter(({ raw }) => control.test(raw.replace(/[ \t]*=[ \t]*/, "=")));
  const [first] = inside;
  if (first === undefined) return null;
  const code = control.exec(first.raw.replace(/[ \t]*=[ \t]*/, "="))![0].charCodeAt(0);
  const shown = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  const edits: AttributeEdit[] = inside.includes(line.pair) ? [{ value: encodeURIComponent(line.value) }] : [];
  for (const part of inside) if ("kind" in part && part.kind !== null) edits.push({ drop: (part as Attribute).kind! });
  const repairs = edits.length > 0 ? [repair("fixEncoded", ...edits)] : [];
  return violation("DisallowedCharacter", ["refusalCharacter", shown], "value", inside, repairs, "parsing");
};

const noContent: LineRule = ({ name, value, pair }) =>
  name === "" && value === ""
    ? violation("NoCookieContent", ["refusalNoContent"], "name", [pair], [], "parsing")
    : null;

const tooLarge: LineRule = ({ name, value, pair }) => {
  const size = bytesOf(name) + bytesOf(value);
  if (size <= pairLimit) return null;
  const sentence: Message = ["refusalTooLarge", size];
  return violation("NameValuePairExceedsMaxSize", sentence, "size", [pair], [], "parsing");
};

const nameless: LineRule = ({ rules, name, value, pair }) => {
  if (name !== "") return null;
  if (rules === "firefox") return violation("SyntaxError", ["refusalNameless"], "name", [pair], [], "browser");
  return value.includes("=")
    ? violation("SyntaxError", ["refusalNamelessEquals"], "name", [pair], [], "parsing")
    : null;
};

/** Firefox allows tabs elsewhere, but not in a path. */
const tabInPath: LineRule = (line) => {
  const path = attribute(line, "path");
  if (line.rules !== "firefox" || !path?.value.startsWith("/") || !path.value.includes("\t")) return null;
  const repairs = [repair("fixEncoded", { set: "path", to: path.value.replaceAll("\t", "%09") })];
  return violation("DisallowedCharacter", ["refusalCharacter", "U+0009"], "path", [path], repairs, "browser");
};

const invalidDomain: LineRule = (line, url) => {
  const given = attribute(line, "domain");
  if (given === undefined || given.value === "") return null;
  const domain = domainIn(line);
  const host = url.hostname;
  const repairs = [repair("fixHostOnly", { drop: "domain" })];
  const no = (...sentence: [string, ...string[]]) => violation("InvalidDomain", sentence, "domain", [given], repairs);
  if (domain === host) return null;
  if (!isHostName(domain)) return no("refusalDomainForm", given.value);
  if (domainMatches(host, domain)) return isPublicSuffix(domain) ? no("refusalDomainSuffix", domain) : null;
  return no("refusalDomainForeign", given.value, host);
};

/** Can it be the name of a host? `domainIn` has already turned an IDN that the browser accepts into ASCII. */
const isHostName = (domain: string): boolean => isAddress(domain) || /^[\w-]+(\.[\w-]+)*\.?$/.test(domain);

const partitionedInsecure: LineRule = (line) =>
  attribute(line, "partitioned") && !attribute(line, "secure")
    ? violation(
        "UnknownError",
        ["refusalPartitioned"],
        "partition",
        [attribute(line, "partitioned")],
        [repair("fixEmbedded", setSecure), repair("fixOwnSite", { drop: "partitioned" })],
        "partitioned",
      )
    : null;

const secureOnly: LineRule = (line, url) =>
  attribute(line, "secure") && !isTrustworthy(url)
    ? violation(
        "SecureOnly",
        ["refusalSecureOnly"],
        "secure",
        [attribute(line, "secure")],
        [repair("fixPlainHttp", { drop: "secure" }, { drop: "partitioned" })],
      )
    : null;

const noneInsecure: LineRule = (line) => {
  const sameSite = attribute(line, "samesite");
  if (sameSite?.value.toLowerCase() !== "none" || attribute(line, "secure")) return null;
  const repairs = [repair("fixEmbedded", setSecure), repair("fixOwnSite", setSameSiteLax)];
  return violation("SameSiteNoneInsecure", ["refusalNoneInsecure"], "secure", [sameSite], repairs);
};

/** In the order in which Chromium applies them. */
export const lineRules: readonly LineRule[] = [
  disallowedCharacter,
  noContent,
  tooLarge,
  invalidDomain,
  invalidPrefix,
  nameless,
  tabInPath,
  partitionedInsecure,
  secureOnly,
  noneInsecure,
];
