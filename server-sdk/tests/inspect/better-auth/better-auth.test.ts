/** The bridge to better-auth, on the library itself: the suite, and what is special to it. It runs where BETTER_AUTH is "all". */

import type { DatabaseSync } from "node:sqlite";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { startExample } from "../../../../examples/test-browser.ts";
import type { DebugOptions } from "../../../src/core/settings.ts";
import { authPlugin } from "../../../src/inspect/better-auth/plugin.ts";
import type { BridgeSubject } from "../../../src/testing/bridge-suite/subject.ts";
import { Guest } from "../../../src/testing/bridge-suite/trial.ts";
import { bridgeSuite } from "../../../src/testing/bridge-suite.ts";
import { installPackages, packagesOf } from "../installed-packages.ts";
import { type AuthApp, packagesFolder, pagesOf, plugin, startAuth, suiteFields } from "./auth-app.ts";

const token = "the-token-of-the-bridge-suite";
const wanted = process.env.BETTER_AUTH === "all";

beforeAll(() => {
  if (wanted && !process.env.PEERS) installPackages(import.meta.dirname);
});

const lacks = {
  create: "a session is made for a user who signs in",
  "any-key": "a row has columns, not keys of any name",
};

const linesOf = (debug: DebugOptions | null, lines = 1) =>
  debug ? Array.from({ length: lines }, () => plugin(debug)) : [];

function subjectOn(session: object): BridgeSubject {
  let database: DatabaseSync;
  return {
    name: "better-auth",
    lacks,
    async start(app, debug, lines) {
      const plugins = [await pagesOf(app), ...linesOf(debug, lines)];
      const started = await startAuth(plugins, {
        basePath: "/",
        session: { ...session, additionalFields: suiteFields },
      });
      database = started.database;
      return started;
    },
    rawRecords: async () => database.prepare("select * from session order by id").all(),
    async whileStoreFails(work) {
      const { prepare } = database;
      database.prepare = () => {
        throw new Error("the disk is full");
      };
      try {
        await work();
      } finally {
        database.prepare = prepare;
      }
    },
  };
}

/** Of a Redis, as the library takes it. */
function inSecondaryStorage(): BridgeSubject {
  let texts: Map<string, string>;
  return {
    name: "better-auth",
    lacks: {
      ...lacks,
      cycle: "the key is the token",
      timeline: "the library tells of no ends",
      list: "it keeps lists by user alone",
    },
    async start(app, debug, lines) {
      texts = new Map();
      const secondaryStorage = {
        get: async (key: string) => texts.get(key) ?? null,
        set: async (key: string, text: string) => void texts.set(key, text),
        delete: async (key: string) => void texts.delete(key),
      };
      const plugins = [await pagesOf(app), ...linesOf(debug, lines)];
      return startAuth(plugins, { basePath: "/", secondaryStorage, session: { additionalFields: suiteFields } });
    },
    rawRecords: async () => [...texts],
  };
}

const columns = "a row has columns of the library's own";
const unfit = {
  "values of every kind, in order": columns,
  "hidden values are not shown": columns,
  "the timeline has": columns,
};
const renewed = { "each kind of expiry": "the library renews an end that is near" };
const copies = "a browser's copy in the cookie cache lives for its time";
const cached = { "another key": copies, "an end: ": copies, "stored sessions are": copies };

describe.skipIf(!wanted)("better-auth", () => {
  describe.each([
    ["on a database", subjectOn({}), { ...unfit, ...renewed }],
    [
      "with a cookie cache",
      subjectOn({ cookieCache: { enabled: true, maxAge: 300 }, disableSessionRefresh: true }),
      { ...unfit, ...cached },
    ],
    ["in secondary storage", inSecondaryStorage(), { ...unfit, ...renewed }],
  ])("%s", (_, subject, without) => {
    for (const { name, skip, run } of bridgeSuite(subject)) {
      const reason = skip ?? Object.entries(without).find(([part]) => name.includes(part))?.[1];
      test(name, (context) => (reason ? context.skip(reason) : run()));
    }
  });

  const fields = {
    theme: { type: ["light", "dark"], required: false },
    seen: { type: "date", required: false },
    plan: { type: "string", required: true, defaultValue: "free" },
    memo: { type: "string", required: false, returned: false },
  };

  /** Ada has signed up through the library's own endpoint, and has a panel. */
  async function signedUp(more: object = {}): Promise<{ app: AuthApp; ada: Guest }> {
    const app = await startAuth([plugin({ token })], {
      session: { additionalFields: fields },
      ...more,
    });
    const ada = new Guest(app);
    onTestFinished(async () => {
      ada.close();
      await app.close();
    });
    const body = JSON.stringify({ email: "ada@example.test", password: "correct horse", name: "Ada" });
    expect((await post(ada, app, "/sign-up/email", body)).status).toBe(200);
    return { app, ada };
  }

  const post = (ada: Guest, { origin }: { readonly origin: string }, path: string, body = "{}") =>
    ada.get(`/api/auth${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Origin: origin },
      body,
    });

  test("the auth handler announces the endpoint below itself, and nothing beside it answers", async () => {
    const { ada } = await signedUp();
    expect(await ada.endpoint()).toBe("/api/auth/__sessionscope__");
    expect((await ada.hello()).engine?.name).toMatch(/^better-auth 1\.7\.\d+ \(kysely\)$/);
  });

  test("the library's columns are for reading, its moments and its token are no entries, and a hidden column is not shown", async () => {
    const { ada } = await signedUp();
    const { entries, user, expiry, createdAt, expiresAt } = await ada.session();
    expect(entries.map(({ key, readOnly = false }) => [key, readOnly])).toEqual([
      ["id", true],
      ["ipAddress", true],
      ["userAgent", true],
      ["userId", true],
      ["plan", false],
    ]);
    expect([user, expiry]).toEqual(["ada@example.test", { kind: "moment", at: expiresAt }]);
    expect(expiresAt! - createdAt!).toBeLessThanOrEqual(7 * 24 * 60 * 60 * 1000 + 1000);
    const userId = entries.find(({ key }) => key === "userId")!.text;
    const params = { set: { userId: '"another"' }, delete: [], expect: { userId } };
    expect((await ada.refused("unsupported", "session.update", params)).keys).toEqual(["userId"]);
  });

  test.each([
    ["a name without a column", { colour: '"red"' }, "has no column"],
    ["a value that the column does not take", { theme: '"blue"' }, 'one of "light", "dark"'],
    ["a value of another type", { plan: "1" }, "type string"],
    ["no date", { seen: '"soon"' }, "type date"],
    ["a column that the app gives to nobody", { memo: '"x"' }, "has no column"],
  ])("%s is refused in words", async (_, set: Record<string, string>, words) => {
    const { ada } = await signedUp();
    const expect_ = Object.fromEntries(Object.keys(set).map((key) => [key, key === "plan" ? '"free"' : null]));
    const { message } = await ada.refused("unsupported", "session.update", { set, delete: [], expect: expect_ });
    expect(message).toContain(words);
  });

  test("the app's columns are written by their types, and a required one is not emptied", async () => {
    const { app, ada } = await signedUp();
    const seen = "2026-01-02T03:04:05.000Z";
    await ada.call("session.update", {
      set: { theme: '"dark"', seen: JSON.stringify(seen) },
      delete: [],
      expect: { theme: null, seen: null },
    });
    const { session } = JSON.parse((await ada.get("/api/auth/get-session")).body);
    expect([session.theme, session.seen, session.plan]).toEqual(["dark", seen, "free"]);
    await ada.call("session.update", { set: {}, delete: ["theme"], expect: { theme: '"dark"' } });
    expect(app.database.prepare("select theme, plan from session").all()).toMatchObject([
      { theme: null, plan: "free" },
    ]);
    const params = { set: {}, delete: ["plan"], expect: { plan: '"free"' } };
    expect((await ada.refused("unsupported", "session.update", params)).message).toContain("required");
  });

  test("reading renews nothing, and leaves a session whose time is over where it is", async () => {
    const { app, ada } = await signedUp();
    const over = new Date(Date.now() - 1000).toISOString();
    const near = new Date(Date.now() + 60_000).toISOString();
    for (const [end, state] of [
      [near, "live"],
      [over, "gone"],
    ] as const) {
      app.database.prepare("update session set expiresAt = ?").run(end);
      expect(await ada.state()).toBe(state);
      expect(app.database.prepare("select expiresAt from session").all()).toEqual([{ expiresAt: end }]);
    }
  });

  test("a moment is kept until the library renews the session at the app's next look at it", async () => {
    const { ada } = await signedUp();
    const at = Date.now() + 60_000;
    const { revision, expiresAt } = await ada.session();
    await ada.call("session.setExpiry", { revision, expiry: { kind: "moment", at } });
    expect((await ada.session()).expiresAt).toBe(at);
    await ada.get("/api/auth/get-session");
    expect((await ada.session()).expiresAt).toBeGreaterThanOrEqual(expiresAt!);
  });

  test("the timeline has sign-up, update, renewal and sign-out, and no request that changed nothing", async () => {
    const { app, ada } = await signedUp();
    await ada.get("/api/auth/get-session");
    await post(ada, app, "/update-session", '{"theme":"dark"}');
    const { revision } = await ada.session();
    const expiry = { kind: "moment", at: Date.now() + 60_000 } as const;
    await ada.call("session.setExpiry", { revision, expiry });
    await ada.get("/api/auth/get-session");
    await post(ada, app, "/sign-out");
    const { entries } = await ada.call("timeline.list", { limit: 10 });
    expect(
      entries.filter(({ by }) => by === "request").map(({ path, outcome, keys }) => [path, outcome, keys]),
    ).toEqual([
      ["/api/auth/sign-up/email", "created", ["id", "ipAddress", "userAgent", "userId", "plan"]],
      ["/api/auth/update-session", "stored", ["theme"]],
      ["/api/auth/get-session", "touched", []],
      ["/api/auth/sign-out", "flushed", expect.arrayContaining(["theme", "plan"])],
    ]);
  });

  test("what pages do by auth.api is seen by the next reading", async () => {
    const { app, ada } = await signedUp();
    const { revision } = await ada.session();
    const cookie = [...ada.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    await app.auth.api.updateSession({ headers: new Headers({ cookie }), body: { theme: "light" } });
    const session = await ada.session();
    expect(session.revision).toBeGreaterThan(revision);
    expect((await ada.texts()).theme).toBe('"light"');
  });

  test.each([
    ["without a database", plugin({ token }), { database: undefined }, "no database"],
    [
      "where the library cannot be loaded",
      authPlugin(async () => Promise.reject(new Error("better-auth has other insides"))),
      {},
      "other insides",
    ],
  ])("%s there is one warning, and the app goes on", async (_, line, more, words) => {
    const warnings: Error[] = [];
    const hear = (warning: Error) => warnings.push(warning);
    process.on("warning", hear);
    onTestFinished(() => void process.off("warning", hear));
    const app = await startAuth([line], more);
    onTestFinished(() => app.close());
    for (const path of ["/ok", "/get-session"]) {
      const answer = await fetch(`${app.origin}/api/auth${path}`);
      expect([answer.status, answer.headers.get("sessionscope")]).toEqual([200, null]);
    }
    const told = warnings.filter(({ name }) => name === "SessionscopeWarning");
    expect(told.map(({ message }) => message)).toEqual([expect.stringContaining(words)]);
  });

  test("the example: the line as apps type it, an edit that the page shows, and nothing of it in production", async () => {
    const environment = packagesOf(packagesFolder);
    await using app = await startExample("better-auth/server.js", { ...environment, SESSIONSCOPE_TOKEN: token });
    const ada = new Guest({ origin: app.origin, close: async () => {} });
    onTestFinished(() => ada.close());
    expect((await ada.get("/")).body).toContain("stranger");
    await post(
      ada,
      app,
      "/sign-up/email",
      JSON.stringify({ email: "a@example.test", password: "12345678", name: "Ada" }),
    );
    await ada.edit("color", '"blue"', null);
    expect((await ada.get("/")).body).toMatch(/Ada.*blue/s);

    await using production = await startExample("better-auth/server.js", { ...environment, NODE_ENV: "production" });
    const answer = await fetch(`${production.origin}/api/auth/get-session`);
    expect([answer.status, answer.headers.get("sessionscope")]).toEqual([200, null]);
  });
});
