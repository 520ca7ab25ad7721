/** The stores that apps use, with real databases: reading changes nothing, and every command works. */

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Pool } from "pg";
import { createClient } from "redis";
import { expect, onTestFinished, test } from "vitest";
import { newDatabase, sharedService } from "../../../../scripts/services/shared-services.ts";
import { load } from "./libraries.ts";
import { openApp } from "./trial.ts";

/** A store, and what it has of a session, as bytes. */
interface Opened {
  readonly store: object;
  readonly stored: (sid: string) => Promise<string | null> | string | null;
  readonly lists: boolean;
}

const memory = (): Opened => {
  const store = new (load("express-session").MemoryStore)();
  return { store, stored: (sid) => store.sessions[sid] ?? null, lists: true };
};

async function redis(): Promise<Opened> {
  const client = createClient({ url: await sharedService("redis") });
  await client.connect();
  onTestFinished(() => void client.destroy());
  const { RedisStore } = load("connect-redis");
  const prefix = `inspected-${Date.now()}:`;
  return { store: new RedisStore({ client, prefix }), stored: (sid) => client.get(prefix + sid), lists: true };
}

async function postgres(): Promise<Opened> {
  const pool = new Pool({ connectionString: await newDatabase("postgres") });
  onTestFinished(() => pool.end());
  const PgStore = load("connect-pg-simple")(load("express-session"));
  const store = new PgStore({ pool, createTableIfMissing: true, pruneSessionInterval: false });
  const stored = async (sid: string) => {
    const { rows } = await pool.query("select sess::text, expire::text from session where sid = $1", [sid]);
    return rows.length === 0 ? null : JSON.stringify(rows);
  };
  return { store, stored, lists: false };
}

function files(): Opened {
  const path = mkdtempSync(join(tmpdir(), "sessionscope-inspected-"));
  onTestFinished(() => rmSync(path, { recursive: true }));
  const FileStore = load("session-file-store")(load("express-session"));
  const store = new FileStore({ path, logFn() {}, reapInterval: -1, retries: 0 });
  const stored = (sid: string) => {
    try {
      return readFileSync(join(path, `${sid}.json`), "utf8");
    } catch {
      return null;
    }
  };
  return { store, stored, lists: false };
}

export function storeTests(): void {
  test.each([
    ["MemoryStore", memory],
    ["RedisStore", redis],
    ["PGStore", postgres],
    ["FileStore", files],
  ])("%s", async (name, open) => {
    const { store, stored, lists } = await open();
    const app = await openApp({ session: { store, rolling: true } });
    const { visitor, panel } = await app.signedIn();
    const hello = await panel.hello();
    expect(hello.engine?.name).toBe(`express-session 1.19.0 (${name})`);
    expect(hello.commands.includes("store.list")).toBe(lists);
    const before = await stored(visitor.sid);
    expect(before).toContain("ada");
    for (let reading = 0; reading < 3; reading++) await panel.read();
    expect(await stored(visitor.sid)).toBe(before);

    await panel.edit({ visits: 41, cart: { items: ["mug"] }, passport: undefined });
    expect(await visitor.session()).toMatchObject({ visits: 41, cart: { items: ["mug"] } });
    const { revision } = await panel.read();
    expect(await panel.error("session.clear", { revision: revision - 1 })).toMatchObject({ code: "stale-revision" });
    const stale = { set: { visits: "1" }, delete: [], expect: { visits: "40" } };
    expect(await panel.error("session.update", stale)).toMatchObject({ code: "conflict", keys: ["visits"] });

    for (const [expiry, originalMaxAge] of [
      [{ kind: "seconds", seconds: 600 }, 600_000],
      [{ kind: "browser-close" }, null],
      [{ kind: "policy" }, 3_600_000],
    ] as const) {
      const state = await panel.read();
      await panel.call("session.setExpiry", { revision: state.revision, expiry });
      await visitor.get("/look");
      const after = await panel.read();
      expect([after.expiry, after.expiresAt === null]).toEqual([expiry, originalMaxAge === null]);
    }
    const at = Date.now() + 60_000;
    const moment = { revision: (await panel.read()).revision, expiry: { kind: "moment", at } } as const;
    expect((await panel.error("session.setExpiry", moment)).code).toBe("unsupported");

    const left = visitor.sid;
    await panel.cycle();
    expect([await stored(left), (await visitor.session()).visits]).toEqual([null, 41]);
    if (lists) {
      const other = await app.signedIn();
      const { sessions } = await panel.call("store.list", { limit: 10, filter: {} });
      expect(sessions.map(({ own, user }) => `${own} ${user}`).sort()).toEqual(["false ada", "true null"]);
      const { ref } = sessions.find(({ own }) => !own)!;
      await panel.call("store.update", { ref, set: { visits: "7" }, delete: [], expect: { visits: "1" } });
      expect((await other.visitor.session()).visits).toBe(7);
      await panel.call("store.delete", { ref, revision: (await other.panel.read()).revision });
      expect(await other.visitor.session()).toEqual({});
    }
    const { sid } = visitor;
    const { ticket } = await panel.call("session.flush", { revision: (await panel.read()).revision });
    expect([await stored(sid), await visitor.session()]).toEqual([null, {}]);
    await panel.call("undo.restore", { ticket: ticket!.ticket, revision: null });
    expect(await visitor.session()).toMatchObject({ visits: 41, csrfSecret: "hidden" });
  });

  test("values that are no JSON are shown, stay as they are, and are not written", async () => {
    // Of a store that keeps more than JSON: memorystore with a serializer of its own, connect-mongo without its strings.
    const { serialize, deserialize } = await import("node:v8");
    const Store = load("memorystore")(load("express-session"));
    const serializer = {
      stringify: (session: object) =>
        serialize(JSON.parse(JSON.stringify({ ...session, map: 0, at: 0 }))).toString("hex"),
      parse: (text: string) => ({
        ...deserialize(Buffer.from(text, "hex")),
        map: new Map([["a", 1]]),
        at: new Date(0),
      }),
    };
    const app = await openApp({ session: { store: new Store({ serializer }) } });
    const { panel } = await app.signedIn();
    const { entries } = await panel.read();
    const readOnly = entries.filter((entry) => entry.readOnly).map(({ key, text }) => [key, JSON.parse(text)]);
    expect(readOnly).toEqual([
      ["map", "Map(1) { 'a' => 1 }"],
      ["at", "1970-01-01T00:00:00.000Z"],
    ]);
    await panel.edit({ visits: 2 });
    expect(await panel.entries()).toMatchObject({ visits: 2, map: "Map(1) { 'a' => 1 }" });
    const at = entries.find(({ key }) => key === "at")!.text;
    const refused = await panel.error("session.update", { set: { at: "1" }, delete: [], expect: { at } });
    expect(refused).toMatchObject({ code: "unsupported", keys: ["at"] });
  });
}
