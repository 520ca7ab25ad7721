/** The cases of the cookie lab, in the order of its table. Each is one cookie with a name of its own. */

import type { Message } from "../cookie.ts";
import { attributeLimit, pairLimit } from "../cookie.ts";
import { type LabCase, type LabPlace, type LabRule, labMark } from "./lab-case.ts";

type More = Partial<Pick<LabCase, "by" | "below" | "large" | "name" | "sent" | "lines">>;
type Attributes = string | ((place: LabPlace) => string);

/** @param prefix of the name; `attributes` follow `name=1`. */
function labCase(
  [prefix, id]: readonly [prefix: string, id: string],
  title: LabCase["title"],
  attributes: Attributes,
  about: string,
  rule: LabRule,
  more: More = {},
): LabCase {
  const name = `${prefix}${labMark}${id}`;
  const rest = (place: LabPlace) => (typeof attributes === "string" ? attributes : attributes(place));
  return {
    id: `${prefix}${id}`,
    title,
    lines: (place) => [[`${name}=1`, rest(place)].filter(Boolean).join("; ")],
    about: [about],
    rule,
    name,
    sent: name,
    by: "page",
    below: false,
    large: false,
    ...more,
  };
}

/** A case whose line the title shows. */
const literal = (id: string, attributes: string, about: string, rule: LabRule, more?: More): LabCase =>
  labCase(["", id], attributes, attributes, about, rule, more);

/** A case that needs words. */
const named = (id: string, title: string, attributes: Attributes, about: string, rule: LabRule, more?: More): LabCase =>
  labCase(["", id], [title], attributes, about, rule, more);

const prefixed = (prefix: string, id: string, title: Message, attributes: Attributes, about: string): LabCase =>
  labCase([prefix, id], title, attributes, about, "5.4");

/** A case about the pair itself. */
const pair = (id: string, title: string, line: string, about: string, rule: LabRule, more: More = {}): LabCase =>
  labCase(["", id], [title], "", about, rule, { lines: () => [line], ...more });

const inFrame = (id: string, attributes: string, about: string, rule: LabRule): LabCase =>
  labCase(
    ["", `frame_${id}`],
    attributes === "" ? ["labInFramePlain"] : ["labInFrame", attributes],
    attributes,
    about,
    rule,
    { by: "frame" },
  );

/** The attributes of a cookie that is large: no request of the app carries it, and it ends by itself. */
const aside = ({ path }: LabPlace): string => `Path=${path}; Max-Age=60`;
const large = (id: string, title: string, size: number): LabCase => {
  const name = `${labMark}${id}`;
  return named(id, title, "", "labAboutSize", "5.6", {
    large: true,
    lines: (place) => [`${name}=${"x".repeat(size - name.length)}; ${aside(place)}`],
  });
};

const sameSite = [
  literal("lax", "SameSite=Lax", "labAboutLax", "5.6.7"),
  literal("strict", "SameSite=Strict", "labAboutStrict", "5.6.7"),
  literal("none_secure", "SameSite=None; Secure", "labAboutNone", "5.7"),
  literal("none", "SameSite=None", "labAboutNone", "5.7"),
  named("unset", "adviceNoSameSite", "", "labAboutUnset", "5.6.7"),
  literal("unknown_site", "SameSite=Always", "labAboutUnset", "5.6.7"),
  literal("two_sites", "SameSite=Strict; SameSite=Lax", "labAboutRepeated", "5.6"),
];

const secure = [
  literal("http_only", "HttpOnly", "labAboutHttpOnly", "5.7"),
  literal("secure", "Secure", "labAboutSecure", "5.7"),
  literal("lower_case", "samesite=lax; httponly", "labAboutCase", "5.6"),
  literal("part_secure", "Partitioned; Secure", "labAboutPartitioned", "partitioned"),
  literal("part_none", "Partitioned; Secure; SameSite=None", "labAboutPartitioned", "partitioned"),
  literal("part", "Partitioned", "labAboutPartitioned", "partitioned"),
];

const prefixes = [
  prefixed("__Host-", "ok", ["labPrefix", "__Host-"], "Secure; Path=/", "labAboutHost"),
  prefixed(
    "__Host-",
    "domain",
    ["labPrefixWith", "__Host-", "Domain"],
    ({ host }) => `Secure; Path=/; Domain=${host}`,
    "labAboutHost",
  ),
  prefixed("__Host-", "path", ["labPrefixWith", "__Host-", "Path=/cart"], "Secure; Path=/cart", "labAboutHost"),
  prefixed("__Host-", "no_path", ["labPrefixWithout", "__Host-", "Path"], "Secure", "labAboutHost"),
  prefixed("__Host-", "insecure", ["labPrefixWithout", "__Host-", "Secure"], "Path=/", "labAboutHost"),
  prefixed("__host-", "small", ["labPrefixWithout", "__host-", "Secure"], "Path=/", "labAboutPrefixCase"),
  prefixed("__Secure-", "ok", ["labPrefix", "__Secure-"], "Secure", "labAboutSecurePrefix"),
  prefixed("__Secure-", "insecure", ["labPrefixWithout", "__Secure-", "Secure"], "", "labAboutSecurePrefix"),
  prefixed("__Http-", "ok", ["labPrefix", "__Http-"], "Secure; HttpOnly", "labAboutHttp"),
  prefixed("__Http-", "script", ["labPrefixWithout", "__Http-", "HttpOnly"], "Secure", "labAboutHttp"),
  prefixed("__Host-Http-", "ok", ["labPrefix", "__Host-Http-"], "Secure; HttpOnly; Path=/", "labAboutHttp"),
];

const ages = [
  literal("hour", "Max-Age=3600", "labAboutAge", "5.6.2"),
  named("ten_years", "labTenYears", "Max-Age=315360000", "labAboutAge", "5.5"),
  named("far", "labFarExpires", "Expires=Fri, 01 Jan 2100 00:00:00 GMT", "labAboutAge", "5.5"),
  named("both_ages", "labBothAges", "Max-Age=3600; Expires=Fri, 01 Jan 2100 00:00:00 GMT", "labAboutAge", "5.7"),
  literal("no_date", "Expires=tomorrow", "labAboutNoAge", "5.1.1"),
  literal("no_number", "Max-Age=1h", "labAboutNoAge", "5.6.2"),
];

const domains = [
  named("own_domain", "labOwnDomain", ({ host }) => `Domain=${host}`, "labAboutDomain", "5.6.3"),
  named("dotted", "labDottedDomain", ({ host }) => `Domain=.${host}`, "labAboutDomain", "5.6.3"),
  literal("foreign", "Domain=example.com", "labAboutDomain", "5.7"),
  named("deeper", "labDeeperDomain", ({ host }) => `Domain=www.${host}`, "labAboutDomain", "5.7"),
  literal("empty_domain", "Domain=", "labAboutNoDomain", "5.6.3"),
];

const paths = [
  literal("root", "Path=/", "labAboutPath", "5.6.4"),
  named("lab_path", "labOwnPath", ({ path }) => `Path=${path}`, "labAboutPath", "5.8.3"),
  literal("cart", "Path=/cart", "labAboutPath", "5.8.3"),
  named(
    "escaped",
    "labEscapedPath",
    ({ path }) => `Path=${path.replace(/s(?=[^s]*$)/, "%73")}`,
    "labAboutEscaped",
    "5.1.4",
  ),
  literal("no_slash", "Path=cart", "labAboutDefaultPath", "5.6.4"),
  named("no_path", "labNoPath", "", "labAboutDefaultPath", "5.1.4", { below: true }),
  named("long_path", "labLongPath", `Path=/${"x".repeat(attributeLimit)}`, "labAboutLong", "5.6"),
];

const pairs = [
  pair("quoted", "labQuoted", `${labMark}quoted="a b"`, "labAboutQuoted", "5.6"),
  pair("semicolon", "labSemicolon", `${labMark}semicolon="a;b"`, "labAboutSemicolon", "5.6"),
  pair("equals", "labEquals", `${labMark}equals=a=b`, "labAboutEquals", "5.6"),
  pair("empty", "labEmptyValue", `${labMark}empty=`, "labAboutEmpty", "5.6"),
  pair("blanks", "labBlanks", `${labMark}blanks = 1`, "labAboutBlanks", "5.6"),
  pair("accent", "labAccent", `${labMark}accent=é`, "labAboutAccent", "5.6"),
  pair("tab", "labTab", `${labMark}tab=a\tb`, "labAboutTab", "5.6"),
  pair("twice", "labTwice", "", "labAboutTwice", "5.7", {
    lines: () => [`${labMark}twice=1`, `${labMark}twice=2`],
  }),
  pair("nameless", "labNameless", `=${labMark}nameless; Max-Age=60`, "labAboutNameless", "5.6", {
    name: "",
    sent: `${labMark}nameless`,
  }),
  pair("bare", "labBare", `${labMark}bare; Max-Age=60`, "labAboutBare", "5.6", {
    name: "",
    sent: `${labMark}bare`,
  }),
  pair("hidden", "labHidden", `=__Host-${labMark}hidden; Max-Age=60`, "labAboutHidden", "5.4", {
    name: "",
    sent: `__Host-${labMark}hidden`,
  }),
  literal("unknown", "Colour=blue", "labAboutUnknown", "5.6"),
];

const sizes = [large("full", "labFullSize", pairLimit), large("over", "labOverSize", pairLimit + 1)];

const frames = [
  inFrame("none", "SameSite=None; Secure", "labAboutFrame", "5.2"),
  inFrame("part", "SameSite=None; Secure; Partitioned", "labAboutPartitioned", "partitioned"),
  inFrame("lax", "SameSite=Lax", "labAboutFrame", "5.2"),
  inFrame("unset", "", "labAboutFrame", "5.2"),
];

export const labCases: readonly LabCase[] = [
  ...sameSite,
  ...secure,
  ...prefixes,
  ...ages,
  ...domains,
  ...paths,
  ...pairs,
  ...sizes,
  ...frames,
];
