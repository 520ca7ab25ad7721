/** A session that lives in its cookie. */

import { describe, expect, onTestFinished, test } from "vitest";
import { type Data, FakeExchange, managerOf, reportsOf, request, visitor } from "../../../../tests/requests.ts";
import { SignedCookieStore } from "../../../stores/signed-cookie.ts";
import { fakeClock } from "../../../testing/fake-clock.ts";
import { SessionInterruptedError, SessionTooLargeError } from "../../errors.ts";
import type { Session } from "../../session/property-access.ts";
import type { SettingsInput } from "../../settings.ts";

describe("a session that lives in its cookie", () => {
  const sealed = (input?: SettingsInput) =>
    managerOf(new SignedCookieStore({ secret: "a secret of sixteen or more" }), input);

  test("comes back, changes, and goes", async () => {
    const sessions = sealed();
    const cookie = await visitor(sessions, { a: 1 });
    const changed = await request(sessions, cookie, (session) => {
      expect(session.a).toBe(1);
      session.b = 2;
    });
    await request(sessions, changed.cookieSet, (session) => expect({ ...session }).toEqual({ a: 1, b: 2 }));
    const gone = await request(sessions, changed.cookieSet, (session) => session.flush());
    expect(gone.header("Set-Cookie")).toMatch(/^sessionid=;.*Max-Age=0/);
  });

  test("a copy of it works on after a logout, as the documents say: there is nothing to end", async () => {
    const sessions = sealed();
    const copy = await visitor(sessions, { user: "ada" });
    await request(sessions, copy, (session) => session.flush());
    await request(sessions, copy, (session) => expect(session.user).toBe("ada"));
  });

  test("more than a browser keeps is refused before anything is sent; what it has goes on working", async () => {
    const sessions = sealed();
    const cookie = await visitor(sessions, { a: 1 });
    const exchange = new FakeExchange(`sessionid=${cookie}`);
    const session = await sessions.open(exchange);
    session.large = "x".repeat(4000);
    await expect(sessions.commit(session)).rejects.toThrow(SessionTooLargeError);
    expect(exchange.headers).toEqual([]);
    await request(sessions, cookie, (again) => expect({ ...again }).toEqual({ a: 1 }));
  });

  test("one of an older secret is read, and sealed with the newest at its next change", async () => {
    const [older, newer] = ["the secret of last year", "the secret of this year"];
    const cookie = await visitor(managerOf(new SignedCookieStore({ secret: older })), { a: 1 });
    const changed = await request(managerOf(new SignedCookieStore({ secret: [newer, older] })), cookie, (session) =>
      session.set("b", 2),
    );
    const afterwards = managerOf(new SignedCookieStore({ secret: newer }));
    await request(afterwards, changed.cookieSet, (session) => expect({ ...session }).toEqual({ a: 1, b: 2 }));
    await request(afterwards, cookie, (session) => expect({ ...session }).toEqual({}));
  });

  test("of two that open none is deleted but by a logout", async () => {
    const sessions = sealed();
    const both = `${await visitor(sessions, { who: "own" })}; sessionid=${await visitor(sessions, { who: "planted" })}`;
    const read = await request(sessions, both, (session) => expect(session.get("who")).toBeUndefined());
    expect(read.header("Set-Cookie")).toBeUndefined();
    const out = await request(sessions, both, (session) => {
      session.get("who");
      return session.flush();
    });
    expect(out.header("Set-Cookie")).toMatch(/^sessionid=; Max-Age=0/);
  });

  test("one that runs out while a request is under way is not sealed anew; who only read is not bothered", async () => {
    const stop = new AbortController();
    onTestFinished(() => stop.abort());
    const clock = fakeClock(Date.now(), stop.signal);
    const sessions = sealed({ saveEveryRequest: true });
    const late = async (act: (session: Session<Data>) => unknown) =>
      request(sessions, await visitor(sessions, { a: 1 }), (session) => {
        session.get("a");
        clock.advance(1_209_600_000);
        return act(session);
      });
    expect((await late(() => {})).headers).toEqual([["Vary", "Cookie"]]);
    await expect(late((session) => session.set("a", 2))).rejects.toThrow(SessionInterruptedError);
  });

  test("a forged one is empty and left alone, and reported once", async () => {
    let exchange: FakeExchange | undefined;
    const reports = await reportsOf(async () => {
      exchange = await request(sealed(), "forged-and-long-enough", (session) =>
        expect(session.get("a")).toBeUndefined(),
      );
    });
    expect(exchange?.headers).toEqual([["Vary", "Cookie"]]);
    expect(reports).toHaveLength(1);
  });
});
