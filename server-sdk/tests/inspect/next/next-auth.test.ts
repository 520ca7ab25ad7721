/** The bridge to NextAuth 4 and 5, on the library itself, without Next's server. It runs where NEXT_INSPECT is "all". */

import { createRequire, registerHooks } from "node:module";
import { join } from "node:path";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { type AuthConfig, inspect } from "../../../src/inspect/next-auth.ts";
import type { BridgeSubject } from "../../../src/testing/bridge-suite/subject.ts";
import { Trial } from "../../../src/testing/bridge-suite/trial.ts";
import { bridgeSuite } from "../../../src/testing/bridge-suite.ts";
import { authSubject, secret } from "../auth-js/auth-app.ts";
import { importFrom, installPackages } from "../installed-packages.ts";

const folder = import.meta.dirname;
const wanted = process.env.NEXT_INSPECT === "all";
const require = createRequire(join(folder, "package.json"));

beforeAll(() => {
  if (!wanted) return;
  installPackages(folder);
  // Next's bundlers find these without their ending.
  registerHooks({
    resolve: (name, context, next) =>
      next(/^next\/(server|headers|navigation)$/.test(name) ? `${name}.js` : name, context),
  });
}, 300_000);

function version5(more: Partial<AuthConfig> = {}): BridgeSubject {
  const cookie = "authjs.session-token";
  return authSubject({
    name: "NextAuth",
    cookie,
    salt: cookie,
    async load() {
      const { default: nextAuth } = await importFrom(folder, "next-auth");
      const jwt = await importFrom(folder, "next-auth/jwt");
      return { jwt, inspect: (debug) => inspect(nextAuth, { providers: [], secret, ...more } as AuthConfig, debug) };
    },
  });
}

function version4(more: Partial<AuthConfig> = {}, cookie = "next-auth.session-token"): BridgeSubject {
  return authSubject({
    name: "NextAuth",
    cookie,
    async load() {
      const nextAuth = require("next-auth-4").default;
      const jwt = require("next-auth-4/jwt");
      return { jwt, inspect: (debug) => inspect(nextAuth, { providers: [], secret, ...more } as AuthConfig, debug) };
    },
  });
}

describe.skipIf(!wanted)("NextAuth", () => {
  describe.each([
    ["5", version5()],
    ["4", version4()],
    ["4, with a cookie of another name", version4({ cookies: { sessionToken: { name: "mine" } } }, "mine")],
  ])("%s", (_, one) => {
    for (const { name, skip, run } of bridgeSuite(one)) {
      test(name, (context) => (skip ? context.skip(skip) : run()));
    }
  });

  async function withAda(subject: BridgeSubject, work: (ada: Awaited<ReturnType<Trial["visitor"]>>) => Promise<void>) {
    const trial = new Trial(subject);
    try {
      await work(await trial.visitor({ email: "ada@example.test", sub: "42" }));
    } finally {
      await trial.end();
    }
  }

  test.each([
    ["5", version5()],
    ["4", version4()],
  ])("%s: a long session comes in the library's chunks, and leaves none behind when it is short again", (_, one) =>
    withAda(one, async (ada) => {
      const [name] = [...ada.cookies.keys()];
      const long = JSON.stringify("x".repeat(5000));
      await ada.edit("long", long, null);
      expect([...ada.cookies.keys()].sort()).toEqual([`${name}.0`, `${name}.1`]);
      await ada.edit("long", '"short"', long);
      expect([...ada.cookies.keys()]).toEqual([name]);
      expect(await ada.seen()).toEqual({ email: "ada@example.test", sub: "42", long: "short" });
    }),
  );

  test("4 without a secret makes one of its options: the panel is told to set it", async () => {
    await withAda(version4({ secret: undefined }), async (ada) => {
      await expect(ada.hello()).rejects.toThrow("set NEXTAUTH_SECRET");
      vi.stubEnv("NEXTAUTH_SECRET", secret);
      try {
        expect(await ada.texts()).toEqual({ email: '"ada@example.test"', sub: '"42"' });
      } finally {
        vi.unstubAllEnvs();
      }
    });
  });

  test.each([
    ["5", version5],
    ["4", version4],
  ])("%s: sessions in a database are for reading, and nothing is renewed or deleted", async (_, version) => {
    const called: string[] = [];
    const names = ["createUser", "getUser", "getUserByEmail", "getUserByAccount", "updateUser", "linkAccount"];
    const writes = ["createSession", "updateSession", "deleteSession"];
    const rows = new Map<string, object>();
    const adapter = {
      ...Object.fromEntries([...names, ...writes].map((name) => [name, async () => void called.push(name)])),
      getSessionAndUser: async (token: string) => rows.get(token) ?? null,
    };
    await withAda(version({ adapter }), async (ada) => {
      const [name] = [...ada.cookies.keys()];
      for (const [token, hours] of [
        ["live", 1],
        ["over", -1],
      ] as const) {
        const expires = new Date(Date.now() + hours * 3_600_000);
        rows.set(token, { session: { sessionToken: token, userId: "1", expires }, user: { id: "1", name: "Ada" } });
      }
      ada.cookies.set(name!, "live");
      expect(await ada.texts()).toEqual({});
      expect((await ada.session()).entries).toMatchObject([
        { key: "user", readOnly: true, text: '{"id":"1","name":"Ada"}' },
      ]);
      ada.cookies.set(name!, "over");
      expect(await ada.state()).toBe("gone");
    });
    expect(called).toEqual([]);
  });
});
