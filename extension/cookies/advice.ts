/** Why a cookie is weaker than it could be, and the line that would make it better. */

import { type Cookie, cookieSize, isLoopback, type Message, pairLimit } from "./cookie.ts";
import type { Field } from "./refusal/reasons.ts";
import { type AttributeEdit, editLine, type Stretch } from "./set-cookie/edit-attributes.ts";
import { parseSetCookie, type SetCookie } from "./set-cookie/parse-line.ts";
import { formatSetCookie } from "./set-cookie/write-attributes.ts";
import { registrable } from "./site.ts";

export interface Advice {
  /** `warn`: an attacker could exploit it. `info`: worth knowing. */
  readonly level: "warn" | "info";
  readonly title: Message;
  readonly text: Message;
  readonly field: Field;
  /** The line that would be better; null: no change of the line helps. */
  readonly better: readonly Stretch[] | null;
}

export interface AdviceContext {
  readonly page: URL;
  /** The cookie is the session cookie of the app. */
  readonly session: boolean;
  /** The value is a token: a JWT, something signed or sealed. */
  readonly token: boolean;
  /** The line that set it; null: none was seen. */
  readonly line: SetCookie | null;
  /** Every cookie of the page. */
  readonly all: readonly Cookie[];
}

type Finding = Omit<Advice, "better"> & { readonly edits: readonly AttributeEdit[] };
type Rule = (cookie: Cookie, context: AdviceContext) => Finding | null;

/** The advice on a cookie, warnings first. */
export function adviseOn(cookie: Cookie, context: AdviceContext): readonly Advice[] {
  // All browsers read a line that is written here in the same way.
  const line = parseSetCookie(formatSetCookie(cookie), "chromium");
  return rules
    .map((rule) => rule(cookie, context))
    .filter((found) => found !== null)
    .toSorted((a, b) => Number(b.level === "warn") - Number(a.level === "warn"))
    .map(({ edits, ...found }) => ({ ...found, better: edits.length > 0 ? editLine(line, edits) : null }));
}

const words =
  /(^|[-_.])(auth|token|jwt|sess(ion)?(id)?|sid|remember|login|credential|api[-_]?key|password|secret)([-_.]|$)|sess(ion)?_?id$/i;
/** Names of tokens that scripts must read, to send them in a header or a form. */
const forScripts = /csrf|xsrf/i;

/** Can anyone who has this value act as the visitor? Decided by the name and by whether the value is a token. */
export const isCredential = (cookie: Cookie, { session, token }: Pick<AdviceContext, "session" | "token">): boolean =>
  session || (!forScripts.test(cookie.name) && (token || words.test(spaced(cookie.name))));

/** "accessToken" as "access-Token". */
const spaced = (name: string): string => name.replace(/([a-z])([A-Z])/g, "$1-$2");

const secure: AttributeEdit = { set: "secure", to: true };

const readable: Rule = (cookie, context) => {
  if (cookie.httpOnly || !isCredential(cookie, context)) return null;
  const title = context.session ? "adviceSessionReadable" : context.token ? "adviceTokenReadable" : "adviceReadable";
  return {
    level: "warn",
    title: [title],
    text: ["adviceSetHttpOnly"],
    field: "httpOnly",
    edits: [{ set: "httponly", to: true }],
  };
};

const insecure: Rule = (cookie, context) => {
  const { page, session } = context;
  if (cookie.secure || !isCredential(cookie, context)) return null;
  if (page.protocol === "https:") {
    return { level: "warn", title: ["adviceInsecure"], text: ["adviceSetSecure"], field: "secure", edits: [secure] };
  }
  if (!isLoopback(page.hostname)) {
    return { level: "warn", title: ["adviceClearText"], text: ["adviceServeHttps"], field: "secure", edits: [] };
  }
  if (!session) return null;
  const text: Message = ["adviceInsecureLocalText"];
  return { level: "info", title: ["adviceInsecureLocal"], text, field: "secure", edits: [secure] };
};

const sameSiteUnset: Rule = ({ sameSite }) =>
  sameSite === "unspecified"
    ? {
        level: "info",
        title: ["adviceNoSameSite"],
        text: ["adviceNoSameSiteText"],
        field: "sameSite",
        edits: [{ set: "samesite", to: "Lax" }],
      }
    : null;

const crossSite: Rule = (cookie, context) =>
  cookie.sameSite === "none" && isCredential(cookie, context) && !isThirdParty(cookie, context.page)
    ? {
        level: "warn",
        title: ["adviceCrossSite"],
        text: ["adviceSetLax"],
        field: "sameSite",
        edits: [{ set: "samesite", to: "Lax" }],
      }
    : null;

const unpartitioned: Rule = (cookie, { page }) =>
  isThirdParty(cookie, page) && cookie.sameSite === "none" && cookie.partition === null
    ? {
        level: "info",
        title: ["adviceUnpartitioned"],
        text: ["adviceSetPartitioned"],
        field: "partition",
        edits: [{ set: "partitioned", to: true }],
      }
    : null;

const wide: Rule = (cookie, context) =>
  context.session && !cookie.hostOnly
    ? {
        level: "info",
        title: ["adviceWide", cookie.domain],
        text: ["adviceDropDomain"],
        field: "domain",
        edits: [{ drop: "domain" }],
      }
    : null;

const large: Rule = (cookie) => {
  const size = cookieSize(cookie);
  if (size < pairLimit * 0.8) return null;
  const title: Message = ["adviceLarge", size, pairLimit];
  return { level: "info", title, text: ["adviceLargeText"], field: "size", edits: [] };
};

const twins: Rule = (cookie, { all }) => {
  const others = all.filter(
    (other) => other.name === cookie.name && (other.domain !== cookie.domain || other.path !== cookie.path),
  );
  const site = registrable(cookie.domain);
  const other = others.find(({ domain, partition }) => registrable(domain) === site && partition === null);
  if (other === undefined || cookie.partition !== null) return null;
  const text: Message = ["adviceTwinText"];
  return { level: "info", title: ["adviceTwin", other.domain + other.path], text, field: "name", edits: [] };
};

/** An attribute of the line that the browser ignored. */
const misspelt: Rule = (_, { line }) => {
  const ignored = line?.attributes.find((one) => one.ignored === "unknown" || one.ignored === "unreadable");
  if (ignored === undefined) return null;
  const field = ignored.kind === "samesite" ? "sameSite" : ignored.kind === null ? "name" : "expires";
  return { level: "info", title: ["adviceIgnored", ignored.raw], text: ["adviceIgnoredText"], field, edits: [] };
};

const rules: readonly Rule[] = [
  readable,
  insecure,
  crossSite,
  sameSiteUnset,
  unpartitioned,
  wide,
  twins,
  large,
  misspelt,
];

/** Does the cookie belong to a site other than that of the page? */
export const isThirdParty = (cookie: Pick<Cookie, "domain">, page: URL): boolean =>
  registrable(cookie.domain) !== registrable(page.hostname);
