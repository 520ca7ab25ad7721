/** Two cookies of one name, the host's own and that of its domain: a login and a logout leave one and none. */

import { CookieJar } from "tough-cookie";
import { describe, expect, test } from "vitest";
import { type Data, FakeExchange, managerOf, request, visitor } from "../../../../tests/requests.ts";
import { MemoryStore } from "../../../stores/memory.ts";
import { SignedCookieStore } from "../../../stores/signed-cookie.ts";
import type { Session } from "../../session/property-access.ts";
import { newSessionKey } from "../../session-key.ts";
import type { SettingsInput } from "../../settings.ts";

type Act = (session: Session<Data>) => unknown;
const stores = {
  memory: () => new MemoryStore(),
  sealed: () => new SignedCookieStore({ secret: "a secret of sixteen or more" }),
} as const;
const kinds = Object.keys(stores) as (keyof typeof stores)[];

/** What the browser is told about its cookies, in order. */
const linesOf = ({ headers }: FakeExchange) =>
  headers.filter(([name]) => name === "Set-Cookie").map(([, line]) => line);

describe("after cookieDomain was introduced", () => {
  const settings = { cookieDomain: "example.com", cookieSecure: true } satisfies SettingsInput;
  const url = "https://www.example.com/";
  const hostOnly = /^sessionid=; Max-Age=0; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/;
  const ofDomain = /^sessionid=[^;]*; Max-Age=\d+; Domain=example.com; Path=\/;/;

  /** A browser's jar, and requests with what it holds. */
  class Browser {
    readonly jar = new CookieJar();
    readonly #sessions: ReturnType<typeof managerOf>;
    constructor(sessions: ReturnType<typeof managerOf>) {
      this.#sessions = sessions;
    }
    async plant(value: string, domain = ""): Promise<void> {
      await this.jar.setCookie(`sessionid=${value}; Path=/; Secure${domain}`, url);
    }
    async visit(act: Act): Promise<string[]> {
      const exchange = new FakeExchange(await this.jar.getCookieString(url));
      const session = await this.#sessions.open(exchange);
      await act(session);
      await this.#sessions.commit(session);
      for (const line of linesOf(exchange)) await this.jar.setCookie(line, url);
      return linesOf(exchange);
    }
    async values(): Promise<string[]> {
      return (await this.jar.getCookies(url)).map(({ value }) => value);
    }
  }
  const signIn: Act = async (session) => {
    await session.cycleKey();
    session.user = "ada";
  };

  test.each(kinds)("who still has the host's own cookie signs in, and is signed in (%s)", async (kind) => {
    const store = stores[kind]();
    const browser = new Browser(managerOf(store, settings));
    await browser.plant(await visitor(managerOf(store), { a: 1 }));
    await browser.plant(await visitor(managerOf(store), { a: 2 }), "; Domain=example.com");
    expect(await browser.visit((session) => expect(session.get("a")).toBeUndefined())).toEqual([]);
    const lines = await browser.visit(signIn);
    // The new one last: a client that takes the two for one keeps what comes last.
    expect(lines).toEqual([expect.stringMatching(hostOnly), expect.stringMatching(ofDomain)]);
    expect(await browser.values()).toHaveLength(1);
    await browser.visit((session) => expect(session.user).toBe("ada"));
  });

  test("also where one of the two is dead, and a session moves, or both are the same key", async () => {
    const store = new MemoryStore();
    for (const [own, second] of [
      [await visitor(managerOf(store), { a: 1 }), newSessionKey()],
      [newSessionKey(), await visitor(managerOf(store), { a: 1 })],
      ...[await visitor(managerOf(store), { a: 1 })].map((key) => [key, key]),
    ] as [string, string][]) {
      const browser = new Browser(managerOf(store, settings));
      await browser.plant(own);
      await browser.plant(second, "; Domain=example.com");
      expect(await browser.visit((session) => session.set("b", 1))).toEqual([expect.stringMatching(ofDomain)]);
      expect(await browser.values(), "a change moves nothing").toHaveLength(2);
      expect(await browser.visit(signIn)).toEqual([expect.stringMatching(hostOnly), expect.stringMatching(ofDomain)]);
      expect(await browser.values()).toHaveLength(1);
      await browser.visit((session) => expect({ ...session }).toEqual({ a: 1, b: 1, user: "ada" }));
    }
  });

  test.each(kinds)("a logout drops both (%s)", async (kind) => {
    const store = stores[kind]();
    const browser = new Browser(managerOf(store, settings));
    await browser.plant(await visitor(managerOf(store), { a: 1 }));
    await browser.plant(await visitor(managerOf(store), { a: 2 }), "; Domain=example.com");
    await browser.visit((session) => session.flush());
    expect(await browser.values()).toEqual([]);
  });

  test("a sealed cookie of the host's own goes with the first answer that seals another: it would not die by itself", async () => {
    const store = stores.sealed();
    const browser = new Browser(managerOf(store, settings));
    await browser.plant(await visitor(managerOf(store), { a: 1 }));
    await browser.visit((session) => session.set("b", 2));
    await browser.visit((session) => expect({ ...session }).toEqual({ a: 1, b: 2 }));
    await browser.plant(await visitor(managerOf(store), { a: 1 }));
    await browser.visit((session) => session.flush());
    expect(await browser.values()).toEqual([]);
  });

  test("nothing is dropped where one came, none came, or there is no cookieDomain", async () => {
    const store = new MemoryStore();
    const sessions = managerOf(store, settings);
    expect(linesOf(await request(sessions, undefined, signIn))).toHaveLength(1);
    expect(linesOf(await request(sessions, newSessionKey(), signIn))).toHaveLength(1);
    expect(linesOf(await request(sessions, await visitor(managerOf(store), { a: 1 }), signIn))).toHaveLength(1);
    expect(
      linesOf(await request(managerOf(store), `${newSessionKey()}; sessionid=${newSessionKey()}`, signIn)),
    ).toHaveLength(1);
    const host = managerOf(store, { cookieName: "__Host-sid", cookieSecure: true });
    const exchange = new FakeExchange(`__Host-sid=${newSessionKey()}; __Host-sid=${newSessionKey()}`);
    const session = await host.open(exchange);
    session.a = 1;
    await host.commit(session);
    expect(linesOf(exchange)).toEqual([
      expect.stringMatching(/^__Host-sid=[a-z0-9]{32}; Max-Age=\d+; Path=\/; Expires/),
    ]);
  });

  test("a partitioned cookie is dropped from its partition", async () => {
    const sessions = managerOf(new MemoryStore(), { ...settings, cookiePartitioned: true, cookieSameSite: "None" });
    const lines = linesOf(await request(sessions, `${newSessionKey()}; sessionid=${newSessionKey()}`, signIn));
    expect(lines).toEqual([
      expect.stringMatching(/^sessionid=; Max-Age=0; Path=\/; .*Partitioned/),
      expect.stringMatching(/^sessionid=[^;]+; Max-Age=\d+; Domain=example.com; .*Partitioned/),
    ]);
  });
});
