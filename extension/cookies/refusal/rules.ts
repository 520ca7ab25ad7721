/** The rules of refusal.ts, one function each, in the order in which Chromium applies them. */

import { bytesOf, domainMatches, isAddress, isTrustworthy, type Message, pairLimit, pathMatches } from "../cookie.ts";
import type { Field, Reason, Situation, Violation } from "../refusal.ts";
import { type Attribute, askedBy, attribute, domainIn, type Edit, type Part, type SetCookie } from "../set-cookie.ts";
import { isPublicSuffix, relation } from "../site.ts";

type LineRule = (line: SetCookie, url: URL) => Violation | null;
type Repairs = Violation["repairs"];

const secure: Edit = { set: "secure", to: true };
const lax: Edit = { set: "samesite", to: "Lax" };
const repair = (when: string, ...edits: readonly Edit[]) => ({ when: [when] as const, edits });

function broken(
  reason: Reason,
  sentence: Message,
  field: Field,
  faulty: readonly (Part | undefined)[],
  repairs: Repairs,
  rule: Violation["rule"] = "storage-model",
): Violation {
  return { reason, sentence, field, faulty: faulty.filter((part) => part !== undefined), repairs, rule };
}

/** Control characters, once the blanks around names and values are gone; Firefox lets a tab pass. */
const controls = {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
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
  const edits: Edit[] = inside.includes(line.pair) ? [{ value: encodeURIComponent(line.value) }] : [];
  for (const part of inside) if ("kind" in part && part.kind !== null) edits.push({ drop: (part as Attribute).kind! });
  const repairs = edits.length > 0 ? [repair("fixEncoded", ...edits)] : [];
  return broken("DisallowedCharacter", ["refusalCharacter", shown], "value", inside, repairs, "parsing");
};

const noContent: LineRule = ({ name, value, pair }) =>
  name === "" && value === "" ? broken("NoCookieContent", ["refusalNoContent"], "name", [pair], [], "parsing") : null;

const tooLarge: LineRule = ({ name, value, pair }) => {
  const size = bytesOf(name) + bytesOf(value);
  if (size <= pairLimit) return null;
  const sentence: Message = ["refusalTooLarge", size.toLocaleString("en")];
  return broken("NameValuePairExceedsMaxSize", sentence, "size", [pair], [], "parsing");
};

const nameless: LineRule = ({ rules, name, value, pair }) => {
  if (name !== "") return null;
  if (rules === "firefox") return broken("SyntaxError", ["refusalNameless"], "name", [pair], [], "browser");
  return value.includes("=") ? broken("SyntaxError", ["refusalNamelessEquals"], "name", [pair], [], "parsing") : null;
};

/** Firefox, which lets tabs pass elsewhere, takes none in a path. */
const tabInPath: LineRule = (line) => {
  const path = attribute(line, "path");
  if (line.rules !== "firefox" || !path?.value.startsWith("/") || !path.value.includes("\t")) return null;
  const repairs = [repair("fixEncoded", { set: "path", to: path.value.replaceAll("\t", "%09") })];
  return broken("DisallowedCharacter", ["refusalCharacter", "U+0009"], "path", [path], repairs, "browser");
};

const invalidDomain: LineRule = (line, url) => {
  const given = attribute(line, "domain");
  if (given === undefined || given.value === "") return null;
  const domain = domainIn(line);
  const host = url.hostname;
  const repairs = [repair("fixHostOnly", { drop: "domain" })];
  const no = (...sentence: [string, ...string[]]) => broken("InvalidDomain", sentence, "domain", [given], repairs);
  if (domain === host) return null;
  if (!isHostName(domain)) return no("refusalDomainForm", given.value);
  if (domainMatches(host, domain)) return isPublicSuffix(domain) ? no("refusalDomainSuffix", domain) : null;
  return no("refusalDomainForeign", given.value, host);
};

/** What some server could be called. Chromium knows IDNs too, which `domainIn` has turned to ASCII then. */
const isHostName = (domain: string): boolean => isAddress(domain) || /^[\w-]+(\.[\w-]+)*\.?$/.test(domain);

const prefixes = [
  { prefix: "__host-http-", shown: "__Host-Http-", host: true, http: true },
  { prefix: "__host-", shown: "__Host-", host: true, http: false },
  { prefix: "__http-", shown: "__Http-", host: false, http: true },
  { prefix: "__secure-", shown: "__Secure-", host: false, http: false },
] as const;

/** The prefix of a cookie's name, in any case of letters, and what it promises. */
export const prefixOf = (name: string) => prefixes.find(({ prefix }) => name.toLowerCase().startsWith(prefix)) ?? null;

const invalidPrefix: LineRule = (line, url) => {
  if (line.name === "") {
    const hidden = prefixOf(line.value);
    if (hidden === null) return null;
    return broken("InvalidPrefix", ["refusalNamelessPrefix", hidden.shown], "name", [line.pair], [], "prefixes");
  }
  const promise = prefixOf(line.name);
  if (promise === null) return null;
  const { shown, host, http, prefix } = promise;
  const asked = askedBy(line, url, 0);
  const domain = attribute(line, "domain");
  const keep: Edit[] = [secure];
  if (http) keep.push({ set: "httponly", to: true });
  if (host) keep.push({ drop: "domain" }, { set: "path", to: "/" });
  const repairs = [
    repair("fixKeepPrefix", ...keep.filter((edit) => !satisfied(edit, line))),
    repair("fixDropPrefix", { name: line.name.slice(prefix.length) || "cookie" }),
  ];
  const no = (id: string, field: Field, part: Part | undefined) =>
    broken("InvalidPrefix", [id, shown], field, [part ?? line.pair], repairs, "prefixes");
  if (!asked.secure) return no("refusalPrefixSecure", "secure", undefined);
  if (!isTrustworthy(url)) return no("refusalPrefixHttps", "secure", attribute(line, "secure"));
  if (http && !asked.httpOnly) return no("refusalPrefixHttpOnly", "httpOnly", undefined);
  if (host && domain !== undefined && domain.value !== "") return no("refusalPrefixDomain", "domain", domain);
  // Firefox asks where the cookie comes to be, not what is written.
  const path = line.rules === "firefox" ? asked.path : attribute(line, "path")?.value;
  if (host && path !== "/") return no("refusalPrefixPath", "path", attribute(line, "path"));
  return null;
};

/** Is the edit needless? */
function satisfied(edit: Edit, line: SetCookie): boolean {
  if ("drop" in edit) return !line.attributes.some(({ kind }) => kind === edit.drop);
  if (!("set" in edit)) return false;
  const present = attribute(line, edit.set);
  return present !== undefined && (edit.to === true || present.value === edit.to);
}

const partitionedInsecure: LineRule = (line) =>
  attribute(line, "partitioned") && !attribute(line, "secure")
    ? broken(
        "UnknownError",
        ["refusalPartitioned"],
        "partition",
        [attribute(line, "partitioned")],
        [repair("fixEmbedded", secure), repair("fixOwnSite", { drop: "partitioned" })],
        "partitioned",
      )
    : null;

const secureOnly: LineRule = (line, url) =>
  attribute(line, "secure") && !isTrustworthy(url)
    ? broken(
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
  const repairs = [repair("fixEmbedded", secure), repair("fixOwnSite", lax)];
  return broken("SameSiteNoneInsecure", ["refusalNoneInsecure"], "secure", [sameSite], repairs);
};

/** What a line alone can break. */
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
  return kept ? broken("OverwriteSecure", ["refusalOverwriteSecure"], "secure", [line.pair], []) : null;
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
  // Firefox compares no schemes, and keeps apart what others ask about.
  const apart = asked.sameSite === "none" || asked.sameSite === "unspecified";
  if (line.rules === "firefox" && (how === "schemes-differ" || apart)) return null;
  const none: Edit = { set: "samesite", to: "None" };
  const partitioned: Edit = { set: "partitioned", to: true };
  if (asked.sameSite !== "none") {
    const [reason, schemeful, word] = sameSiteReasons[asked.sameSite];
    const id = how === "schemes-differ" ? "refusalSchemes" : word === "" ? "refusalSameSiteUnset" : "refusalSameSite";
    return broken(
      how === "schemes-differ" ? schemeful : reason,
      [id, url.hostname, page.hostname, word],
      "sameSite",
      [attribute(line, "samesite") ?? line.pair],
      [repair("fixEmbedded", none, secure, partitioned)],
    );
  }
  if (asked.partitioned) return null;
  const repairs = [repair("fixPerSite", partitioned)];
  return broken("UserPreferences", ["refusalPreferences"], "partition", [line.pair], repairs, "browser");
};

/** What can stand against a line because of who asked and what is stored already. */
export const contextRules = (line: SetCookie, situation: Situation): Violation | null =>
  overwriteSecure(line, situation) ?? thirdParty(line, situation);
