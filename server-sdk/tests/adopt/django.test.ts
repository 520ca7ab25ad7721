/** Sessions that Django itself has stored are adopted: of the newest version, and where ADOPT is "all" of 3.2, and out of servers. */

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { createPool } from "mysql2/promise";
import { Pool } from "pg";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { newDatabase } from "../../../scripts/services/shared-services.ts";
import { type DjangoRelease, provideDjango } from "../../../scripts/test-setup/django.ts";
import type { DjangoDatabase } from "../../src/adopt/django/query.ts";
import { adoptDjango } from "../../src/adopt/django.ts";
import { reportsOf } from "../requests.ts";
import { after, Jar, map, visit } from "./moving.ts";

const secretKey = "a secret of the tests, long enough for Django's own checks";
const wanted = process.env.ADOPT === "all";
const releases: readonly DjangoRelease[] = wanted ? ["sid", "bookworm"] : ["sid"];
const nothing = "nobody no cart null";

describe.each(releases)("Django (%s)", (release) => {
  const folder = mkdtempSync(join(tmpdir(), "sessionscope-adopted-"));
  let database: DatabaseSync;
  let keys: Record<string, string>;
  let ada: string;

  beforeAll(async () => {
    const file = join(folder, "db");
    const { python, env } = await provideDjango(release);
    const program = join(import.meta.dirname, "sessions.py");
    const printed = execFileSync(python, ["-W", "ignore", program, file], { env, encoding: "utf8" });
    ({ keys, ada } = JSON.parse(printed));
    database = new DatabaseSync(file);
  });
  afterAll(() => {
    database.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const adopt = (more: object = {}) => adoptDjango({ database, secretKey, map, ...more });
  const jarOf = (name: string) => new Jar([["sessionid", keys[name]!]]);
  const isThere = (name: string) =>
    database.prepare("select 1 from django_session where session_key = ?").get(keys[name]!) !== undefined;

  test("who was signed in is signed in as the same user, and Django's row is gone", async () => {
    const { origin, store } = await after({ adopt: adopt(), cookieName: "sid" });
    const jar = jarOf("signed in");
    expect(await visit(origin, jar)).toBe(`Ada tea Ada`);
    expect([...jar.keys()]).toEqual(["sid"]);
    expect(isThere("signed in")).toBe(false);
    expect((await store.list!({ limit: 5, user: "Ada" })).sessions.size).toBe(1);
  });

  test("the user is Django's unless map says otherwise, and nothing else of its keys is handed on", async () => {
    const seen: unknown[] = [];
    const look = (data: object, session: object) => {
      seen.push(data, session);
      return { data };
    };
    const own = adopt({ map: look });
    const { origin } = await after({ adopt: own });
    expect(await visit(origin, jarOf("compressed"))).toBe(`Ada ${"tea".repeat(400)} ${ada}`);
    expect(seen).toMatchObject([{ user: "Ada" }, { user: ada, expiresAt: null }]);
    expect(Object.keys(seen[0] as object).sort()).toEqual(["cart", "user"]);
  });

  test("a stranger's session goes on, under the name of ours and with a key of the same form", async () => {
    const { origin } = await after({ adopt: adopt({ map: (data: object) => ({ data }) }) });
    const jar = jarOf("signed out");
    expect(await visit(origin, jar)).toBe("somebody mug null");
    expect(jar.get("sessionid")).toMatch(/^[a-z0-9]{32}$/);
    expect(jar.get("sessionid")).not.toBe(keys["signed out"]);
    expect(await visit(origin, jar)).toBe("somebody mug null");
  });

  test("under the name of ours, Django is told no key of a session that is ours", async () => {
    const told: unknown[] = [];
    const prepare = () => ({
      all(...values: unknown[]) {
        told.push(...values);
        return [];
      },
    });
    const { origin } = await after({ adopt: adopt({ database: { prepare } as never }) });
    const jar = new Jar();
    await visit(origin, jar, "/?by=me");
    expect(await visit(origin, jar, "/?by=me")).toBe(nothing);
    await visit(origin, jar, "/out");
    expect([jar.size, told]).toEqual([0, []]);
  });

  test("requests at once have one session", async () => {
    const { origin } = await after({ adopt: adopt() });
    const jars = Array.from({ length: 8 }, () => jarOf("at once"));
    expect(await Promise.all(jars.map((jar) => visit(origin, jar)))).toEqual(Array(8).fill("Ada tea Ada"));
    expect(new Set(jars.map((jar) => jar.get("sessionid"))).size).toBe(1);
  });

  test.each([
    ["expired", "unknown-key"],
    ["of another password", "unknown-key"],
    ["of an inactive user", "unknown-key"],
    ["of another secret", "corrupted"],
    ["a bomb", "corrupted"],
    ["a list", "corrupted"],
  ])("no session: %s", async (name, reason) => {
    // It takes little of it: what is too large is so before.
    const little = ({ user }: { user?: string }) => ({ data: { user } });
    const { origin } = await after({ adopt: adopt({ map: little }), cookieName: "sid" });
    const reports = await reportsOf(async () => expect(await visit(origin, jarOf(name))).toBe(nothing));
    expect(reports).toMatchObject([{ reason, store: "Django" }]);
    expect(isThere(name)).toBe(true);
  });

  test("a key that Django does not make asks nobody, and a secret that is left to verify verifies", async () => {
    const asked: string[] = [];
    const spy = { prepare: (sql: string) => asked.push(sql) && database.prepare(sql) };
    const { origin } = await after({ adopt: adopt({ database: spy, secretKey: ["a new secret", secretKey] }) });
    for (const key of ["' or 1=1 --", "A".repeat(32), "a"]) {
      expect(await visit(origin, new Jar([["sessionid", key]]))).toBe(nothing);
    }
    expect(asked).toEqual([]);
    expect(await visit(origin, jarOf("of another secret"))).toBe(nothing);
    expect(asked).toHaveLength(1);
  });

  const copy = async (name: string, run: (sql: string, values: unknown[]) => Promise<unknown>) => {
    await run("create table auth_user (id int, password varchar(128), is_active boolean)", []);
    const user = database.prepare("select id, password from auth_user where username = 'ada'").get()!;
    await run(`insert into auth_user values (${user.id}, '${user.password}', true)`, []);
    const row = database.prepare("select * from django_session where session_key = ?").get(keys[name]!)!;
    const ends = String(row.expire_date);
    await run(`insert into django_session values ('${row.session_key}', '${row.session_data}', '${ends}')`, []);
  };

  test.runIf(wanted)("in PostgreSQL", async () => {
    const pool = new Pool({ connectionString: await newDatabase("postgres"), options: "-c timezone=UTC" });
    onTestFinished(() => pool.end());
    await pool.query(
      "create table django_session (session_key varchar(40), session_data text, expire_date timestamptz)",
    );
    await copy("in PostgreSQL", (sql) => pool.query(sql));
    const { origin } = await after({ adopt: adopt({ database: pool satisfies DjangoDatabase }) });
    expect(await visit(origin, jarOf("in PostgreSQL"))).toBe("Ada tea Ada");
    expect((await pool.query("select 1 from django_session")).rows).toEqual([]);
  });

  test.runIf(wanted)("in MariaDB", async () => {
    const pool = createPool(await newDatabase("mariadb"));
    onTestFinished(() => pool.end());
    await pool.query(
      "create table django_session (session_key varchar(40), session_data longtext, expire_date datetime(6))",
    );
    await copy("in MariaDB", (sql) => pool.query(sql));
    const { origin } = await after({ adopt: adopt({ database: pool satisfies DjangoDatabase }) });
    expect(await visit(origin, jarOf("in MariaDB"))).toBe("Ada tea Ada");
    expect((await pool.query("select 1 from django_session"))[0]).toEqual([]);
  });
});

test("options that cannot work are refused at start", () => {
  const database = new DatabaseSync(":memory:");
  expect(() => adoptDjango({ database, secretKey: "", map })).toThrow("adopt needs secretKey");
  expect(() => adoptDjango({ database: {} as never, secretKey, map })).toThrow("adopt needs database");
  expect(() => adoptDjango({ database, secretKey, map, table: "a; drop table b" })).toThrow("cannot use the name");
  database.close();
});
