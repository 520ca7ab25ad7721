/** The bridge to better-auth: a session is a row, and its cookie has the row's token, signed. */

import { AsyncLocalStorage } from "node:async_hooks";
import { randomBytes } from "node:crypto";
import { afterLines } from "../base/set-cookie-lines.ts";
import type { Content, CookieFacts, Held, Issued, Lines, SentCookies, SessionBridge, StoredHeld } from "../bridge.ts";
import { SessionColumns } from "./columns.ts";
import { type AuthContext, asEndpoint, type EndpointContext, type FoundRow, type Library } from "./library.ts";

/** A row, and the cookies by which it was found. */
interface Ref {
  readonly found: FoundRow;
  readonly sent: SentCookies;
}

/** As many rows as any database takes for a limit. */
const noLimit = 2 ** 31 - 1;
/** Of the cookie cache; a longer one is no cookie any more. */
const chunks = [0, 1, 2, 3, 4];

export class AuthBridge implements SessionBridge<Ref> {
  readonly kind = "server";
  readonly expiry = ["moment"] as const;
  readonly edits = "compare";
  readonly name: string;
  readonly watched: boolean;
  readonly cannot: SessionBridge["cannot"];
  readonly stored?: StoredHeld<Ref>;
  readonly rotate?: (held: Held<Ref>) => Promise<Issued<Ref>>;
  readonly #library: Library;
  readonly #base: AuthContext;
  readonly #columns: SessionColumns;
  /** The context of the asking request: names of cookies may depend on its host. */
  readonly #asking = new AsyncLocalStorage<AuthContext>();

  constructor(library: Library, auth: AuthContext) {
    const { version, adapter, options } = auth;
    this.#library = library;
    this.#base = auth;
    this.#columns = new SessionColumns(auth);
    const inDatabase = !options.secondaryStorage;
    this.name = `better-auth${version ? ` ${version}` : ""} (${inDatabase ? adapter.id : "secondaryStorage"})`;
    this.watched = inDatabase;
    const maker = "better-auth makes a session for a user who signs in, and none from outside.";
    const elsewhere = "better-auth keeps the sessions by their token in secondaryStorage";
    this.cannot = {
      "session.restore": maker,
      "testCookie.set": maker,
      ...(!inDatabase && { "session.cycleKey": `${elsewhere}: they cannot have another.` }),
    };
    if (!inDatabase) return;
    this.rotate = (held) => this.#rotate(held);
    this.stored = { list: () => this.#list(), find: (id) => this.#find(id) };
  }

  /** Does work for a request whose context is this. */
  askedBy<T>(auth: AuthContext, work: () => T): T {
    return this.#asking.run(auth, work);
  }

  async cookie(): Promise<CookieFacts> {
    const { sessionToken, sessionData, dontRememberToken } = this.#auth.authCookies;
    const { sameSite, ...attributes } = sessionToken.attributes;
    const kinds = ["Lax", "Strict", "None"] as const;
    return {
      ...attributes,
      name: sessionToken.name,
      more: [sessionData.name, `${sessionData.name}.*`, dontRememberToken.name],
      sameSite: kinds.find((kind) => kind.toLowerCase() === sameSite?.toLowerCase()),
    };
  }

  /** Not by `getSession`, which deletes a session whose time is over. */
  async read(sent: SentCookies): Promise<Held<Ref> | null> {
    const { result } = await this.#do(sent, async (context) => {
      const { authCookies, secret, internalAdapter } = context.context;
      const token = await context.getSignedCookie(authCookies.sessionToken.name, secret);
      return token ? await internalAdapter.findSession(token) : null;
    });
    return result && isLive(result) ? this.heldOf(result, sent) : null;
  }

  async write({ ref, entries, expiry }: Held<Ref>, next: Content): Promise<Issued<Ref>> {
    const change = this.#columns.changeBetween(entries, next.entries);
    if (JSON.stringify(next.expiry) !== JSON.stringify(expiry)) change.expiresAt = this.#endOf(next.expiry);
    return this.#change(ref, change);
  }

  async remove({ ref }: Held<Ref>): Promise<void> {
    const { token } = ref.found.session;
    await this.#do(ref.sent, ({ context }) => context.internalAdapter.deleteSession(token));
  }

  async dropLines(): Promise<Lines> {
    const { name } = this.#auth.authCookies.sessionData;
    // The library drops those chunks that a browser has sent.
    const sent = this.#caches() ? new Map(chunks.map((chunk) => [`${name}.${chunk}`, "x"])) : new Map();
    return (await this.#do(sent, async (context) => this.#library.deleteSessionCookie(context))).lines;
  }

  heldOf(found: FoundRow, sent: SentCookies): Held<Ref> {
    const { session, user } = found;
    const entries = this.#columns.entriesOf(session);
    const expiresAt = new Date(session.expiresAt).getTime();
    return {
      ref: { found, sent },
      id: session.id,
      entries,
      readOnly: this.#columns.readOnlyOf(entries),
      expiry: { kind: "moment", at: expiresAt },
      createdAt: new Date(session.createdAt).getTime(),
      expiresAt,
      user: user.email ?? user.id,
    };
  }

  get #auth(): AuthContext {
    return this.#asking.getStore() ?? this.#base;
  }

  #caches(): boolean {
    return this.#base.options.session?.cookieCache?.enabled === true;
  }

  #do<T>(sent: SentCookies, work: (context: EndpointContext) => Promise<T>) {
    return asEndpoint(this.#library, this.#auth, sent, work);
  }

  #endOf(expiry: Content["expiry"]): Date {
    if (expiry.kind === "moment") return new Date(expiry.at);
    return new Date(Date.now() + this.#base.sessionConfig.expiresIn * 1000);
  }

  #rotate({ ref }: Held<Ref>): Promise<Issued<Ref>> {
    return this.#change(ref, { token: randomBytes(24).toString("base64url") });
  }

  /** Changes the row, and what the browser has of it. */
  async #change({ found, sent }: Ref, change: Readonly<Record<string, unknown>>): Promise<Issued<Ref>> {
    const { setSessionCookie, setCookieCache } = this.#library;
    const { name } = this.#auth.authCookies.sessionToken;
    const { token: before } = found.session;
    const { token = before } = change as { readonly token?: string };
    const { result, lines } = await this.#do(sent, async (context) => {
      const { internalAdapter, authCookies, secret } = context.context;
      await internalAdapter.updateSession(before, change);
      const left = await internalAdapter.findSession(token);
      // One of the list has another browser.
      if (left === null || !sent.has(name)) return left;
      const dontRemember = Boolean(await context.getSignedCookie(authCookies.dontRememberToken.name, secret));
      if (token !== before) await setSessionCookie(context, left, dontRemember);
      else if (this.#caches()) await setCookieCache(context, left, dontRemember);
      return left;
    });
    const after = afterLines(sent, lines);
    return { held: result && this.heldOf(result, after), cookieValue: after.get(name) ?? "", lines };
  }

  async #list(): Promise<Iterable<Held<Ref>>> {
    const where = { field: "expiresAt", operator: "gt", value: new Date() } as const;
    const rows = await this.#auth.adapter.findMany({
      model: "session",
      where: [where],
      limit: noLimit,
      join: { user: true },
    });
    return rows.flatMap(({ user, ...session }) =>
      user ? [this.heldOf({ session, user } as FoundRow, new Map())] : [],
    );
  }

  async #find(id: string): Promise<Held<Ref> | null> {
    const where = [{ field: "id", value: id }];
    const row = await this.#auth.adapter.findOne({ model: "session", where, join: { user: true } });
    if (!row?.user) return null;
    const { user, ...session } = row;
    const found = { session, user } as FoundRow;
    return isLive(found) ? this.heldOf(found, new Map()) : null;
  }
}

const isLive = ({ session }: FoundRow): boolean => new Date(session.expiresAt).getTime() > Date.now();
