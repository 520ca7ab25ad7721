/** Sessions of express-session are adopted: out of its MemoryStore here, and of Redis and PostgreSQL where ADOPT is "all". */

import { join } from "node:path";
import expressSession from "express-session";
import { Pool } from "pg";
import { createClient } from "redis";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { newDatabase, sharedService } from "../../../scripts/services/shared-services.ts";
import { adoptExpressSession, type ExpressSessionStore } from "../../src/adopt/express-session.ts";
import type { Store } from "../../src/core/store.ts";
import { openStore } from "../../src/open-store.ts";
import { importFrom, installPackages } from "../inspect/installed-packages.ts";
import { reportsOf } from "../requests.ts";
import { after, before, Jar, map, visit } from "./moving.ts";

const folder = join(import.meta.dirname, "../inspect/express-session");
const wanted = process.env.ADOPT === "all";
const secret = "a secret of the old app";

beforeAll(() => {
  if (wanted) installPackages(folder);
});

interface OldStore {
  readonly session: typeof expressSession;
  readonly store: ExpressSessionStore;
  /** Puts this text in place of what is stored. */
  readonly damage: (text: string) => Promise<unknown>;
}

async function memory(): Promise<OldStore> {
  const store = new expressSession.MemoryStore();
  const { sessions } = store as unknown as { sessions: Record<string, string> };
  const damage = async (text: string) => {
    for (const sid of Object.keys(sessions)) sessions[sid] = text;
  };
  return { session: expressSession, store: store as ExpressSessionStore, damage };
}

async function redis(): Promise<OldStore> {
  const client = createClient({ url: await sharedService("redis") });
  await client.connect();
  onTestFinished(() => void client.destroy());
  const { RedisStore } = await importFrom(folder, "connect-redis");
  const prefix = `adopted-${process.pid}-${Date.now()}:`;
  const damage = async (text: string) => {
    for (const key of await client.keys(`${prefix}*`)) await client.set(key, text);
  };
  return {
    session: (await importFrom(folder, "express-session")).default,
    store: new RedisStore({ client, prefix }),
    damage,
  };
}

async function postgres(): Promise<OldStore> {
  const pool = new Pool({ connectionString: await newDatabase("postgres") });
  onTestFinished(() => pool.end());
  const session = (await importFrom(folder, "express-session")).default;
  const PgStore = (await importFrom(folder, "connect-pg-simple")).default(session);
  const store = new PgStore({ pool, createTableIfMissing: true, pruneSessionInterval: false });
  return { session, store, damage: (text) => pool.query("update session set sess = $1", [text]) };
}

const stores = { MemoryStore: memory, ...(wanted && { "connect-redis": redis, "connect-pg-simple": postgres }) };

describe.each(Object.entries(stores))("from %s", (name, open) => {
  async function moved(more: { readonly maxAge?: number; readonly newSecret?: string | readonly string[] } = {}) {
    const { session, store, damage } = await open();
    const old = session({
      store: store as never,
      secret,
      resave: false,
      saveUninitialized: false,
      cookie: { maxAge: more.maxAge },
    });
    const was = await before(old);
    const adopt = adoptExpressSession({ session, store, secret: more.newSecret ?? secret, map });
    const { origin, store: own } = await after({ adopt });
    const jar = new Jar();
    expect(await visit(was, jar, "/?user=Ada")).toBe("Ada");
    return { was, origin, own, jar, store, damage };
  }

  test("who was signed in is signed in, and the old session has ended", async () => {
    const { was, origin, jar } = await moved({ maxAge: 3_600_000 });
    const copy = new Jar(jar);
    expect(await visit(origin, jar)).toBe("Ada tea Ada");
    expect([...jar.keys()]).toEqual(["sessionid"]);
    expect(jar.get("sessionid")).toMatch(/^[a-z0-9]{32}$/);
    expect(await visit(origin, jar)).toBe("Ada tea Ada");
    expect(await visit(was, copy)).toBe("nobody");
  });

  test("a session that was to be remembered for long is, where map says so", async () => {
    const { session, store } = await open();
    const kept = adoptExpressSession({
      session,
      store,
      secret,
      map: (data, { expiresAt }) => ({ data, user: "Ada", expiry: expiresAt === null ? 0 : new Date(expiresAt) }),
    });
    const month = 30 * 86_400_000;
    const end = Date.now() + month;
    const cookie = { maxAge: month };
    const was = await before(
      session({ store: store as never, secret, resave: false, saveUninitialized: false, cookie }),
    );
    const { origin, store: own } = await after({ adopt: kept });
    const jar = new Jar();
    await visit(was, jar, "/?user=Ada");
    await visit(origin, jar);
    const [stored] = (await own.list!({ limit: 1, user: "Ada" })).sessions.values();
    expect(Math.abs(stored!.expiresAt - end)).toBeLessThan(60_000);
  });

  test("requests at once have one session, in two processes' worth of managers", async () => {
    const { origin, own, jar, store } = await moved();
    const adopt = adoptExpressSession({ session: expressSession, store, secret, map });
    const other = await after({ adopt }, own);
    const jars = Array.from({ length: 6 }, () => new Jar(jar));
    const answers = await Promise.all(
      jars.map((each, at) => visit(at % 2 === 0 ? origin : other.origin, each, `/?by=${at}`)),
    );
    expect(answers).toEqual(Array(6).fill("Ada tea Ada"));
    expect(new Set(jars.map((each) => each.get("sessionid"))).size).toBe(1);
    const [stored] = (await own.list!({ limit: 10, user: "Ada" })).sessions.values();
    expect([...stored!.entries.keys()].filter((key) => key.startsWith("by ")).sort()).toEqual(
      [0, 1, 2, 3, 4, 5].map((at) => `by ${at}`),
    );
  });

  test("a logout is not undone by a copy of the old cookie", async () => {
    const { origin, jar } = await moved();
    const copy = new Jar(jar);
    await visit(origin, jar, "/out");
    expect([...jar.keys()]).toEqual([]);
    expect(await visit(origin, copy)).toBe("nobody no cart null");
  });

  test("a cookie signed with another secret is not believed, and a secret that is only left to verify is", async () => {
    const wrong = await moved({ newSecret: "another secret" });
    const kept = new Jar(wrong.jar);
    expect(await visit(wrong.origin, wrong.jar)).toBe("nobody no cart null");
    expect(wrong.jar).toEqual(kept);
    const rotated = await moved({ newSecret: ["another secret", secret] });
    expect(await visit(rotated.origin, rotated.jar)).toBe("Ada tea Ada");
  });

  const nothing = "nobody no cart null";
  test.each(
    [
      ['"a text"', nothing],
      ["[1,2]", nothing],
      ["7", nothing],
      ['{"cookie":{"expires":"never"},"user":"Ada","cart":[]}', nothing],
      ['{"cookie":{"expires":"2020-01-01T00:00:00.000Z"},"user":"Ada","cart":[]}', nothing],
      ['{"__proto__":{"user":"Ada","cart":[]}}', nothing],
      ['{"user":"Ada","cart":["no cookie"]}', "Ada no cookie Ada"],
      [`{"user":"Ada","cart":["${"x".repeat(5_000_000)}"]}`, nothing],
      ...(name === "connect-pg-simple" ? [] : [["{not json", nothing] as const]),
    ].map(([text, answer]) => [text!.slice(0, 60), text!, answer!] as const),
  )("a stored session of hostile shape is an empty one: %s", async (_, text, answer) => {
    const { origin, jar, damage } = await moved();
    await damage(text);
    await reportsOf(async () => expect(await visit(origin, jar)).toBe(answer));
  });
});

test.runIf(wanted)("out of Redis into PostgreSQL and into Redis: requests at once have one session", async () => {
  const own = [
    await openStore(await newDatabase("postgres")),
    await openStore(await sharedService("redis")),
  ] as Store[];
  await own[0]!.migrate?.();
  for (const target of own) {
    const { session, store } = await redis();
    const was = await before(session({ store: store as never, secret, resave: false, saveUninitialized: false }));
    const jar = new Jar();
    await visit(was, jar, "/?user=Ada");
    const apps = [0, 1].map(() => after({ adopt: adoptExpressSession({ session, store, secret, map }) }, target));
    const origins = (await Promise.all(apps)).map(({ origin }) => origin);
    const jars = Array.from({ length: 20 }, () => new Jar(jar));
    const answers = await Promise.all(jars.map((each, at) => visit(origins[at % 2]!, each)));
    expect(answers).toEqual(Array(20).fill("Ada tea Ada"));
    expect(new Set(jars.map((each) => each.get("sessionid"))).size).toBe(1);
  }
});
