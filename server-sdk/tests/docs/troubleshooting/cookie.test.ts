/** docs/troubleshooting.md on cookies, as far as the server alone tells it: each symptom, and each cure. */

import { globSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import express from "express";
import session from "express-session";
import { MemoryStore } from "sessionscope/stores/memory";
import { fakeClock, listen } from "sessionscope/testing";
import { describe, expect, onTestFinished, test } from "vitest";
import { TestBrowser } from "../../../../examples/test-browser.ts";
import { reportingApp, twoVisits } from "./reporting-app.ts";

const secrets = { former: "a secret of before, as long as that", next: "a secret of now, long enough for it" };

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "sessionscope-troubles-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

describe("There is no `Set-Cookie` in the answer", () => {
  test("`read`", async () => {
    const app = await reportingApp({}, (routes) => {
      routes.get("/cycle", async ({ session }, response) => {
        await session.cycleKey();
        response.end();
      });
      routes.get("/expiry", ({ session }, response) => {
        session.setExpiry(60);
        response.end();
      });
      routes.get("/clear", ({ session }, response) => {
        session.clear();
        response.end();
      });
      routes.get("/key", ({ session }, response) => {
        session.set("seen", true);
        response.end();
      });
    });
    for (const path of ["/cycle", "/expiry", "/clear"]) {
      expect((await app.browser.get(path)).setCookies).toEqual([]);
      expect(app.requests.at(-1)).toMatchObject({ path, outcome: "read", setCookie: null });
    }
    expect((await app.browser.get("/key")).setCookies).toHaveLength(1);
    expect(app.requests.at(-1)).toMatchObject({ outcome: "created", setCookie: "set" });
  });

  test("`not-saved`", async () => {
    const app = await reportingApp({}, (routes) => {
      routes.get("/:status", ({ session, params }, response) => {
        session.set("seen", true);
        response.status(Number(params.status)).end();
      });
    });
    expect((await app.browser.get("/500")).setCookies).toEqual([]);
    expect(app.requests.at(-1)).toMatchObject({ outcome: "not-saved" });
    expect((await app.browser.get("/409")).setCookies).toHaveLength(1);
  });

  test("`failed`", async () => {
    const app = await reportingApp({}, (routes) => {
      routes.get("/date", ({ session }, response) => {
        session.set("order", { placed: new Date(0) as unknown as string });
        response.end();
      });
      routes.get("/text", ({ session }, response) => {
        session.set("order", { placed: new Date(0).toISOString() });
        response.end();
      });
    });
    expect(await app.browser.get("/date")).toMatchObject({ status: 500, setCookies: [] });
    const { outcome, failure } = app.requests.at(-1)!;
    expect([outcome, failure!.code]).toEqual(["failed", "SESSION_VALUE_NOT_JSON"]);
    expect(failure!.message).toContain("placed");
    expect((await app.browser.get("/text")).setCookies).toHaveLength(1);
  });

  test("`gone`", async () => {
    const [begun, ended] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const app = await reportingApp({}, (routes) => {
      routes.get("/slow", async ({ session }, response) => {
        session.set("visits", (session.get("visits", 0) as number) + 1);
        begun.resolve();
        await ended.promise;
        response.end();
      });
      routes.get("/begin", ({ session }, response) => {
        session.set("visits", 1);
        response.end();
      });
      routes.get("/logout", async ({ session }, response) => {
        await session.flush();
        response.end();
      });
    });
    await app.browser.get("/begin");
    const slow = app.browser.get("/slow");
    await begun.promise;
    await app.browser.get("/logout");
    ended.resolve();
    expect(await slow).toMatchObject({ status: 400, setCookies: [] });
    expect(app.requests.at(-1)).toMatchObject({ path: "/slow", outcome: "gone" });
    expect((await app.browser.get("/slow")).setCookies).toHaveLength(1);
  });

  test("no event at all", async () => {
    const route = (routes: express.Express) =>
      void routes.get("/", ({ session }, response) => {
        session.set("seen", true);
        response.end();
      });
    const wrong = await reportingApp({}, () => {}, route);
    expect(await wrong.browser.get("/")).toMatchObject({ status: 500, setCookies: [] });
    expect(wrong.requests).toEqual([]);
    await wrong.close();
    const right = await reportingApp({}, route);
    expect((await right.browser.get("/")).setCookies).toHaveLength(1);
    expect(right.requests).toHaveLength(1);
  });

  test("the error `SESSION_HEADERS_SENT`", async () => {
    const app = await reportingApp({}, (routes) => {
      routes.get("/late", ({ session }, response) => {
        response.write("Hello");
        try {
          session.set("seen", true);
        } catch (error) {
          response.end((error as { code: string }).code);
        }
      });
      routes.get("/early", ({ session }, response) => {
        session.set("seen", true);
        response.write("Hello");
        response.end();
      });
    });
    expect(await app.browser.get("/late")).toMatchObject({ text: "HelloSESSION_HEADERS_SENT", setCookies: [] });
    expect((await app.browser.get("/early")).setCookies).toHaveLength(1);
  });
});

describe("It comes, and the server reports it", () => {
  test("`unknown-key`, always", async () => {
    const restarted = async (store: string) => {
      const before = await reportingApp({ store });
      await before.browser.get("/");
      await before.close();
      const after = await reportingApp({ store });
      for (const [name, value] of before.browser.cookies) after.browser.cookies.set(name, value);
      const { text } = await after.browser.get("/");
      await after.close();
      return [text, ...after.rejected];
    };
    expect(await restarted("memory:")).toEqual(["Visit 1", "unknown-key"]);
    expect(await restarted(`sqlite:${newFolder()}/sessions.db`)).toEqual(["Visit 2"]);
  });

  test("`unknown-key`, now and then", async () => {
    const twoVisitors = async (maxSessions: number) => {
      const app = await reportingApp({ store: new MemoryStore({ maxSessions }) });
      await app.browser.get("/");
      await new TestBrowser(app.origin).get("/");
      const { text } = await app.browser.get("/");
      await app.close();
      return [text, ...app.rejected];
    };
    expect(await twoVisitors(1)).toEqual(["Visit 1", "unknown-key"]);
    expect(await twoVisitors(100)).toEqual(["Visit 2"]);
  });

  test("`malformed-cookie`", async () => {
    const theirs = express();
    theirs.use(session({ name: "sessionid", secret: "theirs", resave: false, saveUninitialized: true }));
    theirs.get("/", (_request, response) => void response.end());
    const server = await listen(createServer(theirs));
    onTestFinished(() => server.close());
    const other = new TestBrowser(server.origin);
    await other.get("/");

    const visitedWith = async (cookieName: string) => {
      const app = await reportingApp({ cookieName });
      app.browser.cookies.set("sessionid", other.cookies.get("sessionid")!);
      const { text } = await app.browser.get("/");
      await app.close();
      return [text, ...app.rejected];
    };
    expect(await visitedWith("sessionid")).toEqual(["Visit 1", "malformed-cookie"]);
    expect(await visitedWith("shop")).toEqual(["Visit 1"]);
  });

  test("`duplicate-cookie`", async () => {
    const folder = newFolder();
    const visitedWith = async (cookieName: string) => {
      const app = await reportingApp({ store: `sqlite:${folder}/sessions.db`, cookieName });
      const [one, two] = [new TestBrowser(app.origin), new TestBrowser(app.origin)];
      for (const browser of [one, two]) await browser.get("/");
      const old = ["sessionid", cookieName] as const;
      const cookie = `${old[0]}=${one.cookies.get(cookieName)}; ${old[1]}=${two.cookies.get(cookieName)}`;
      const answer = await fetch(app.origin, { headers: { cookie } });
      const said = [await answer.text(), ...app.rejected];
      await app.close();
      return said;
    };
    expect(await visitedWith("sessionid")).toEqual(["Visit 1", "duplicate-cookie"]);
    expect(await visitedWith("shop")).toEqual(["Visit 2"]);
  });

  test("`bad-signature`", async () => {
    const store = "signed-cookie:";
    const before = await reportingApp({ store, secret: secrets.former });
    await before.browser.get("/");
    await before.close();
    const visitedWith = async (...secret: string[]) => {
      const app = await reportingApp({ store, secret });
      for (const [name, value] of before.browser.cookies) app.browser.cookies.set(name, value);
      const { text } = await app.browser.get("/");
      await app.close();
      return [text, ...app.rejected];
    };
    expect(await visitedWith(secrets.next)).toEqual(["Visit 1", "bad-signature"]);
    expect(await visitedWith(secrets.next, secrets.former)).toEqual(["Visit 2"]);
  });

  test("`expired`", async () => {
    const done = new AbortController();
    onTestFinished(() => done.abort());
    const clock = fakeClock(Date.UTC(2026, 0, 1), done.signal);
    const visitedAfterAnHour = async (cookieAge: number) => {
      const app = await reportingApp({ store: "signed-cookie:", secret: secrets.next, cookieAge });
      await app.browser.get("/");
      clock.advance(3_600_000);
      const { text } = await app.browser.get("/");
      await app.close();
      return [text, ...app.rejected];
    };
    expect(await visitedAfterAnHour(1800)).toEqual(["Visit 1", "expired"]);
    expect(await visitedAfterAnHour(7200)).toEqual(["Visit 2"]);
  });

  test("`corrupted`", async () => {
    const folder = newFolder();
    const app = await reportingApp({ store: `file:${folder}` });
    await app.browser.get("/");
    const stored = globSync(join(folder, "sessions/*/*"));
    expect(stored).toHaveLength(1);
    for (const file of stored) writeFileSync(file, "no session");
    expect((await app.browser.get("/")).text).toBe("Visit 1");
    // The store sets the file aside, so that it is gone when the request ends.
    expect(app.rejected).toEqual(["corrupted", "unknown-key"]);
    expect(await twoVisits(app)).toEqual(["Visit 2", "Visit 3"]);
    expect(app.rejected).toHaveLength(2);
  });
});
