/** The server ends a session when the settings say so, whatever the browser keeps, on every store and with signed cookies. */

import { createSessions, openStore, type Session, SessionInterruptedError, type Sessions } from "sessionscope";
import { type FakeClock, fakeClock } from "sessionscope/testing";
import { beforeEach, describe, expect, test } from "vitest";
import { type Data, RecordingExchange } from "./histories/visitor.ts";
import { openServerStore } from "./open-server-store.ts";
import { atomicStores } from "./server-stores.ts";

const engines = [
  ...atomicStores.map(({ name, newUrl }) => ({ name, open: async () => openServerStore(await newUrl()) })),
  {
    name: "SignedCookieStore",
    open: () => openStore("signed-cookie:?encrypt", { secret: ["a secret of sixteen or more"] }),
  },
];

describe.each(engines)("$name", ({ name, open }) => {
  let sessions: Sessions<Data>;
  let clock: FakeClock;
  let stop: AbortController;
  /** Max-Age of the cookie that was set last, in seconds. */
  let lastMaxAge: number;
  beforeEach(async () => {
    stop = new AbortController();
    const settings = { idleTimeout: 100, absoluteTimeout: 1000, renewAfter: 0 };
    sessions = await createSessions<Data>({ store: await open(), ...settings });
    clock = fakeClock(Date.now(), stop.signal);
    return async () => {
      stop.abort();
      await sessions.close();
    };
  });

  /** Makes one request. @returns the cookie of a browser that ignores expiry. */
  async function visit(cookie: string | null, handle: (session: Session<Data>) => unknown): Promise<string> {
    const exchange = new RecordingExchange(cookie ?? undefined);
    const session = await sessions.open(exchange);
    await handle(session);
    await sessions.commit(session);
    const { setCookie } = exchange;
    if (setCookie) lastMaxAge = Number(/Max-Age=(-?\d+)/.exec(setCookie)?.[1]);
    return setCookie?.split(";")[0] ?? cookie!;
  }
  const start = () => visit(null, (session) => session.set("user", "ada"));
  async function userOf(cookie: string): Promise<[user: unknown, cookie: string]> {
    let user: unknown;
    const after = await visit(cookie, (session) => {
      user = session.get("user");
    });
    return [user, after];
  }

  test("an unused session ends at the idle timeout, and so does a copy of its cookie", async () => {
    const cookie = await start();
    clock.advance(99_000);
    const [user, renewed] = await userOf(cookie);
    expect(user).toBe("ada");
    clock.advance(99_000);
    expect(await userOf(renewed)).toEqual(["ada", expect.anything()]);
    clock.advance(100_000);
    expect((await userOf(renewed))[0]).toBeUndefined();
    expect((await userOf(cookie))[0]).toBeUndefined();
  });

  test.each<[string, (session: Session<Data>) => unknown]>([
    ["use", (session) => session.get("user")],
    ["changes", (session) => session.set("at", Date.now())],
    ["a new key each time", (session) => session.cycleKey()],
    ["setExpiry", (session) => session.setExpiry(5000)],
    ["a new user each time", (session) => session.bindUser(`${Date.now()}`)],
  ])("kept alive by %s it ends with the absolute timeout all the same", async (_, keep) => {
    let cookie = await start();
    for (let time = 0; time < 950; time += 95) {
      clock.advance(95_000);
      cookie = await visit(cookie, keep);
    }
    clock.advance(49_000);
    const [user, last] = await userOf(cookie);
    expect(user).toBe("ada");
    clock.advance(1000);
    expect((await userOf(last))[0]).toBeUndefined();
  });

  describe.each<[string, (session: Session<Data>) => void]>([
    ["seconds", (session) => session.setExpiry(250)],
    ["a moment", (session) => session.setExpiry(new Date(Date.now() + 250_000))],
  ])("a custom expiry in %s", (kind, expire) => {
    const begin = () =>
      visit(null, (session) => {
        session.set("user", "ada");
        expire(session);
      });

    test("does not keep an unused session past the idle timeout", async () => {
      const cookie = await begin();
      clock.advance(100_000);
      expect((await userOf(cookie))[0]).toBeUndefined();
    });

    test("ends a session in use if it comes first, and the cookie lasts no longer", async () => {
      let cookie = await begin();
      for (const maxAge of [100, 70]) {
        clock.advance(90_000);
        cookie = await visit(cookie, (session) => expect(session.get("user")).toBe("ada"));
        expect(lastMaxAge).toBe(maxAge);
      }
      clock.advance(69_999);
      expect((await userOf(cookie))[0]).toBe("ada");
      clock.advance(1);
      expect((await userOf(cookie))[0]).toBeUndefined();
    });

    test.each<[string, (session: Session<Data>) => void]>([
      ["a change", (session) => session.set("at", Date.now())],
      ["an equal value", (session) => session.set("user", "ada")],
    ])(`counts from the last change: %s${kind === "seconds" ? "" : " does not move it"}`, async (_, change) => {
      let cookie = await begin();
      for (const act of [change, (session: Session<Data>) => session.get("user")]) {
        clock.advance(90_000);
        cookie = await visit(cookie, act);
      }
      const left = kind === "seconds" ? 160 : 70;
      if (kind === "seconds") {
        clock.advance(90_000);
        cookie = await visit(cookie, (session) => expect(session.get("user")).toBe("ada"));
        expect(lastMaxAge).toBe(70);
      }
      clock.advance((kind === "seconds" ? left - 90 : left) * 1000 - 1);
      expect((await userOf(cookie))[0]).toBe("ada");
      clock.advance(1);
      expect((await userOf(cookie))[0]).toBeUndefined();
    });
  });

  test.runIf(name !== "SignedCookieStore")("a request that began before the end saves nothing after it", async () => {
    const cookie = await start();
    const late = visit(cookie, (session) => {
      session.set("late", true);
      clock.advance(100_000);
    });
    await expect(late).rejects.toThrow(SessionInterruptedError);
    expect((await userOf(cookie))[0]).toBeUndefined();
  });
});
