/** The bridge to Auth.js, on the library itself: the suite, and what is special to it. It runs where AUTH_JS is "all". */

import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { startExample } from "../../../../examples/test-browser.ts";
import { type Auth, type AuthConfig, inspect } from "../../../src/inspect/auth-js.ts";
import type { BridgeSubject } from "../../../src/testing/bridge-suite/subject.ts";
import { Guest, Trial } from "../../../src/testing/bridge-suite/trial.ts";
import { bridgeSuite } from "../../../src/testing/bridge-suite.ts";
import { importFrom, installPackages, packagesOf } from "../installed-packages.ts";
import { authSubject, secret } from "./auth-app.ts";

const folder = import.meta.dirname;
const wanted = process.env.AUTH_JS === "all";
const defaultName = "authjs.session-token";

beforeAll(() => {
  if (wanted) installPackages(folder);
});

function subject(more: Partial<AuthConfig> = {}, cookie = defaultName): BridgeSubject {
  return authSubject({
    name: "Auth.js",
    cookie,
    salt: cookie,
    async load() {
      const { Auth: auth } = (await importFrom(folder, "@auth/core")) as { Auth: Auth };
      const config = { providers: [], trustHost: true, secret, ...more };
      return { jwt: await importFrom(folder, "@auth/core/jwt"), inspect: (debug) => inspect(auth, config, debug) };
    },
  });
}

describe.skipIf(!wanted)("Auth.js", () => {
  describe.each([
    ["as it is", subject()],
    ["with a cookie of another name", subject({ cookies: { sessionToken: { name: "mine" } } }, "mine")],
  ])("%s", (_, one) => {
    for (const { name, skip, run } of bridgeSuite(one)) {
      test(name, (context) => (skip ? context.skip(skip) : run()));
    }
  });

  async function withAda(
    more: Partial<AuthConfig>,
    work: (ada: Awaited<ReturnType<Trial["visitor"]>>) => Promise<void>,
  ) {
    const trial = new Trial(subject(more));
    try {
      await work(await trial.visitor({ email: "ada@example.test", sub: "42" }));
    } finally {
      await trial.end();
    }
  }

  test("a long session comes in the library's chunks, and leaves none behind when it is short again", () =>
    withAda({}, async (ada) => {
      const long = JSON.stringify("x".repeat(5000));
      await ada.edit("long", long, null);
      expect([...ada.cookies.keys()].sort()).toEqual([`${defaultName}.0`, `${defaultName}.1`]);
      await ada.edit("long", '"short"', long);
      expect([...ada.cookies.keys()]).toEqual([defaultName]);
      expect(await ada.seen()).toEqual({ email: "ada@example.test", sub: "42", long: "short" });
    }));

  test("an edit is sealed by the library: with its age, and a moment and a number of its own", () =>
    withAda({ session: { maxAge: 7200 } as never }, async (ada) => {
      const { user, expiresAt, entries } = await ada.session();
      expect([user, entries.map(({ key }) => key)]).toEqual(["ada@example.test", ["email", "sub"]]);
      await ada.edit("color", '"blue"', null);
      const after = await ada.session();
      expect(after.expiresAt! - expiresAt!).toBeGreaterThan(3_500_000);
    }));

  test("callbacks and events of the app are not called by a look or an edit", async () => {
    const called: string[] = [];
    const config = {
      callbacks: { jwt: () => called.push("jwt"), session: () => called.push("session") },
      events: { session: () => called.push("event") },
    };
    await withAda(config as never, async (ada) => {
      await ada.session();
      await ada.edit("color", '"blue"', null);
    });
    expect(called).toEqual([]);
  });

  test("sessions in a database are for reading: nothing is renewed or deleted, and no part of the app is called", async () => {
    const called: string[] = [];
    const call = (name: string) => async () => void called.push(name);
    const names = ["createUser", "getUser", "getUserByEmail", "getUserByAccount", "updateUser", "linkAccount"];
    const writes = ["createSession", "updateSession", "deleteSession"];
    const rows = new Map<string, object>();
    const adapter = {
      ...Object.fromEntries([...names, ...writes].map((name) => [name, call(name)])),
      getSessionAndUser: async (token: string) => rows.get(token) ?? null,
    };
    const callbacks = { session: call("session callback") };
    await withAda({ adapter, callbacks, events: { session: call("session event") } } as never, async (ada) => {
      const user = { id: "1", email: "ada@example.test", logins: 5n, password: "a hash" };
      const row = (token: string, hours: number) => ({
        session: { sessionToken: token, userId: "1", expires: new Date(Date.now() + hours * 3_600_000), theme: "dark" },
        user,
      });
      // One that the library would renew, and one that it would delete.
      rows.set("live", row("live", 1)).set("over", row("over", -1));
      ada.cookies.set(defaultName, "live");
      const session = await ada.session();
      expect([session.user, session.entries.map(({ key, readOnly }) => [key, readOnly])]).toEqual([
        "ada@example.test",
        [
          ["theme", true],
          ["user", true],
        ],
      ]);
      const { password, ...shown } = JSON.parse(session.entries[1]!.text);
      expect(shown).toEqual({ id: "1", email: "ada@example.test", logins: "5" });
      expect(password).not.toContain("a hash");
      expect((await ada.hello()).commands).not.toContain("session.update");
      await ada.refused("unsupported", "session.update", {
        set: { theme: "1" },
        delete: [],
        expect: { theme: '"dark"' },
      });
      for (const value of ["over", "nowhere"]) {
        ada.cookies.set(defaultName, value);
        expect(await ada.state()).toBe("gone");
      }
    });
    expect(called).toEqual([]);
  });

  test("the example: the line as apps type it, an edit that the page shows, and nothing of it in production", async () => {
    const environment = packagesOf(folder);
    const token = { SESSIONSCOPE_TOKEN: "the-token-of-the-bridge-suite" };
    await using app = await startExample("auth-js/server.js", { ...environment, ...token });
    const ada = new Guest({ origin: app.origin, close: async () => {} });
    onTestFinished(() => ada.close());
    const { csrfToken } = JSON.parse((await ada.get("/auth/csrf")).body);
    const headers = { "Content-Type": "application/x-www-form-urlencoded" };
    const body = `${new URLSearchParams({ csrfToken, name: "Ada" })}`;
    expect((await ada.get("/auth/callback/credentials", { method: "POST", headers, body })).status).toBe(302);
    expect(await ada.texts()).toEqual({ name: '"Ada"', sub: expect.any(String) });
    await ada.edit("color", '"blue"', null);
    expect((await ada.get("/")).body).toMatch(/Ada.*blue/s);
    // The library's own renewal keeps the edit.
    await ada.get("/auth/session");
    expect((await ada.texts()).color).toBe('"blue"');

    await using production = await startExample("auth-js/server.js", { ...environment, NODE_ENV: "production" });
    const answer = await fetch(production.origin);
    expect([answer.status, answer.headers.get("sessionscope")]).toEqual([200, null]);
  });
});
