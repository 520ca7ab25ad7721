/** The stores that apps use, with real databases: reading changes nothing, and every command works. */

import { deserialize, serialize } from "node:v8";
import { expect, test } from "vitest";
import { type Handler, load } from "./libraries.ts";
import { stores } from "./open-stores.ts";
import { openApp } from "./trial.ts";

export function storeTests(): void {
  test.each(Object.entries(stores))("%s", async (name, open) => {
    const { store, records, lists } = await open();
    const stored = async (sid: string) => (await records()).get(sid) ?? null;
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

  test("values that are no JSON are shown, stay the objects that they are, and are not written", async () => {
    // A store that keeps more than JSON: memorystore with a serializer of its own, or connect-mongo without its strings.
    const Store = load("memorystore")(load("express-session"));
    const plain = ({ cookie, ...values }: { cookie: { toJSON(): object } }) => ({ cookie: cookie.toJSON(), ...values });
    const serializer = {
      stringify: (session: Parameters<typeof plain>[0]) => serialize(plain(session)).toString("hex"),
      parse: (text: string) => deserialize(Buffer.from(text, "hex")),
    };
    const odd: Handler = (request, response, next) => {
      const { session } = request;
      if (request.url === "/odd") Object.assign(session, { map: new Map([["a", 1]]), at: new Date(0) });
      if (request.url === "/kinds") return response.end(`${session.map?.get("a")} ${session.at?.getTime()}`);
      next();
    };
    const app = await openApp({ session: { store: new Store({ serializer }) }, after: [{ handler: odd }] });
    const { visitor, panel } = await app.signedIn();
    await visitor.get("/odd");
    const { entries } = await panel.read();
    const readOnly = entries.filter((entry) => entry.readOnly).map(({ key, text }) => [key, JSON.parse(text)]);
    expect(readOnly).toEqual([
      ["map", "Map(1) { 'a' => 1 }"],
      ["at", "1970-01-01T00:00:00.000Z"],
    ]);
    await panel.edit({ visits: 2 });
    await panel.cycle();
    expect([(await visitor.get("/kinds")).text, (await visitor.session()).visits]).toEqual(["1 0", 2]);
    const at = entries.find(({ key }) => key === "at")!.text;
    const refused = await panel.error("session.update", { set: { at: "1" }, delete: [], expect: { at } });
    expect(refused).toMatchObject({ code: "unsupported", keys: ["at"] });
    await panel.flush();
    expect(await visitor.session()).toEqual({});
  });
}
