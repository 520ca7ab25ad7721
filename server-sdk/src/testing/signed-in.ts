/** Makes a session for a test, in one line: without a login page and a form. */

import type { Exchange } from "../core/exchange.ts";
import type { GivenSessions } from "../create-sessions.ts";

/** A request that nobody has sent, for the session to be saved in. */
class SilentExchange implements Exchange {
  readonly method = "POST";
  readonly path = "/";
  readonly secure = true;
  readonly cookieHeader = undefined;
  readonly status = 200;
  readonly sent = false;
  setCookie = "";
  addHeader(name: string, value: string): void {
    if (name === "Set-Cookie") this.setCookie = value;
  }
}

/**
 * Stores a session with these values, bound to `user` when given, and answers the `Cookie` header that carries it:
 * `fetch(url, { headers: { cookie: await signedIn(sessions, { user: "ada" }) } })`.
 *
 * @example
 * import { signedIn } from "sessionscope/testing";
 * const cookie = await signedIn(sessions, { user: "ada" });
 * cookie.startsWith("sessionid="); // => true
 */
export async function signedIn<Data extends object>(
  given: GivenSessions<Data>,
  values: Partial<Data>,
  user: string | null = null,
): Promise<string> {
  const sessions = await given;
  const exchange = new SilentExchange();
  const session = await sessions.open(exchange);
  session.update(values as Partial<Data> & { readonly [key: string]: unknown });
  if (user !== null) session.bindUser(user);
  await sessions.commit(session);
  const [cookie] = exchange.setCookie.split(";");
  if (!cookie) throw new TypeError("A session without data is not stored: give signedIn at least one value.");
  return cookie;
}
