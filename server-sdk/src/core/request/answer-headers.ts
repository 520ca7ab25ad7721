/** What the answer tells the browser and caches about the session: `Set-Cookie` and `Vary`. */

import { deleteCookieLine, deleteHostOnlyCookieLine, setCookieLine } from "../cookie.ts";
import { isHeard } from "../events.ts";
import { cookieMaxAge, decodeExpiry, type Expiry } from "../expiry.ts";
import type { Settings } from "../settings.ts";
import { AdoptingSource } from "./adopting-source.ts";
import type { HandledRequest } from "./commit.ts";
import type { RequestSource } from "./request-source.ts";
import type { Saved } from "./saving.ts";

export class AnswerHeaders {
  readonly #settings: Settings;
  readonly #sealed: boolean;
  #warned = false;

  /** `sealed`: sessions live in their cookies. */
  constructor(settings: Settings, sealed: boolean) {
    this.#settings = settings;
    this.#sealed = sealed;
  }

  /** Sets the cookie of a session that was saved. */
  setCookie({ open, source }: HandledRequest, { outcome, ...saved }: Saved): void {
    this.#dropHostOnlyCookie(source, outcome === "created" || outcome === "rotated");
    this.#dropOldCookies(source);
    this.#set(source, saved, open.expiry);
  }

  #set(
    source: RequestSource,
    { cookieValue, at, expiresAt }: Pick<Saved, "cookieValue" | "at" | "expiresAt">,
    expiry: Expiry,
  ): void {
    const { exchange } = source;
    const maxAge = cookieMaxAge(expiry, at, expiresAt, this.#settings);
    exchange.addHeader("Set-Cookie", setCookieLine(this.#settings, cookieValue, maxAge, at));
    source.setCookie = "set";
    if (isHeard()) source.cookieLine = setCookieLine(this.#settings, "…", maxAge, at);
    if (this.#settings.cookieSecure && !this.#warned && exchange.plainHttp) this.#warnOfPlainHttp();
    exchange.addHeader("Vary", "Cookie");
  }

  /**
   * Tells the browser to drop the cookie: only in the answer to the request that ended the session. A key that is merely
   * dead may be that of a request from before a login, and a late answer to it would undo the login.
   */
  deleteCookie({ source }: HandledRequest): void {
    const { exchange } = source;
    this.#dropHostOnlyCookie(source, true);
    this.#dropOldCookies(source);
    const line = deleteCookieLine(this.#settings);
    exchange.addHeader("Set-Cookie", line);
    source.setCookie = "deleted";
    source.cookieLine = line;
    exchange.addHeader("Vary", "Cookie");
  }

  /** For an answer that leaves the session as it is. That of a session just adopted sets its cookie all the same. */
  vary({ open, source }: HandledRequest): void {
    const { exchange } = source;
    if (exchange.sent) return;
    const dropped = this.#dropOldCookies(source);
    const adopted = source instanceof AdoptingSource && open.known !== null ? source.adopted : null;
    if (adopted) {
      const { key, stored } = adopted;
      const moment = { cookieValue: key!, at: Date.now(), expiresAt: stored.expiresAt };
      this.#set(source, moment, decodeExpiry(stored.expiry));
    } else if (open.accessed || open.asked || dropped) exchange.addHeader("Vary", "Cookie");
  }

  /** Before the line of the new cookie: a client that takes the two for one believes the later. */
  #dropOldCookies(source: RequestSource): boolean {
    if (!(source instanceof AdoptingSource)) return false;
    const lines = source.dropLines;
    for (const line of lines) source.exchange.addHeader("Set-Cookie", line);
    return lines.length > 0;
  }

  /**
   * With a `cookieDomain` a visitor may still have the host's own cookie from before: two sessions, of which neither is
   * believed. It goes where a session begins, moves or ends (`anotherKey`). Its line stands before that of the new cookie:
   * to a client that takes the two for one (RFC 6265) the later one counts.
   */
  #dropHostOnlyCookie(source: RequestSource, anotherKey: boolean): void {
    if (this.#settings.cookieDomain === null) return;
    // A key that was left behind is dead; a sealed cookie is a session for as long as the browser has it.
    const rival = this.#sealed ? source.cookieSent : source.several && anotherKey;
    if (rival) source.exchange.addHeader("Set-Cookie", deleteHostOnlyCookieLine(this.#settings));
  }

  /** Once: the cookie is sent as configured, and nobody else would say why it does not come back. */
  #warnOfPlainHttp(): void {
    this.#warned = true;
    process.emitWarning(
      `The session cookie ${this.#settings.cookieName} is Secure, but was set over plain http, where browsers drop it (some keep it on localhost). Serve the app over https; a proxy that does should send X-Forwarded-Proto. For plain http set cookieSecure: false.`,
      { type: "SessionscopeWarning", code: "SESSIONSCOPE_SECURE_OVER_HTTP" },
    );
  }
}
