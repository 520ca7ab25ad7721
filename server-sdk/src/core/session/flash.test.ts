import { beforeEach, describe, expect, test } from "vitest";
import { type Data, managerOf, request, texts, visitor } from "../../../tests/requests.ts";
import { MemoryStore } from "../../stores/memory.ts";
import type { SessionManager } from "../request/session-manager.ts";
import type { Session } from "./property-access.ts";

describe("takeFlash of one kind", () => {
  let store: MemoryStore;
  let sessions: SessionManager<Data>;
  let key: string;
  beforeEach(async () => {
    store = new MemoryStore();
    sessions = managerOf(store);
    key = await visitor(sessions, { a: 1 });
  });
  const visit = (handle: (session: Session<Data>) => unknown) => request(sessions, key, handle);
  const waiting = async () => JSON.parse((await texts(store, key)).flash ?? "null") as unknown;

  test("takes what waits under it, in order, and leaves the other kinds", async () => {
    await visit((session) => {
      session.flash("error", "wrong");
      session.flash("info", "news");
      session.flash("error", { code: 7 });
    });
    await visit((session) => {
      expect(session.takeFlash("error")).toEqual(["wrong", { code: 7 }]);
      expect(session.takeFlash("error")).toEqual([]);
    });
    expect(await waiting()).toEqual({ info: ["news"] });
    await visit((session) => expect(session.takeFlash()).toEqual({ info: ["news"] }));
    expect(await texts(store, key)).toEqual({ a: "1" });
  });

  test("changes nothing where nothing waits under it", async () => {
    await visit((session) => session.flash("info", "news"));
    const { headers } = await visit((session) => {
      for (const kind of ["error", "constructor", "__proto__"]) expect(session.takeFlash(kind)).toEqual([]);
    });
    expect(headers).toEqual([["Vary", "Cookie"]]);
  });

  test("the last of them leaves nothing behind", async () => {
    await visit((session) => session.flash("error", "wrong"));
    await visit((session) => session.takeFlash("error"));
    expect(await texts(store, key)).toEqual({ a: "1" });
  });

  test("meanwhile others put by and take: nothing is lost, nothing comes twice", async () => {
    await visit((session) => {
      session.flash("error", "one");
      session.flash("info", "news");
      session.flash("own", "mine");
    });
    await visit(async (session) => {
      expect(session.takeFlash("error")).toEqual(["one"]);
      await visit((other) => {
        expect(other.takeFlash("info")).toEqual(["news"]);
        other.flash("error", "two");
      });
      session.flash("late", "put by");
      expect(session.takeFlash("own")).toEqual(["mine"]);
      expect(session.takeFlash("info")).toEqual(["news"]);
    });
    expect(await waiting()).toEqual({ error: ["two"], late: ["put by"] });
    await visit(async (session) => {
      expect(session.takeFlash("late")).toEqual(["put by"]);
      await visit((other) => other.takeFlash("error"));
    });
    expect(await texts(store, key)).toEqual({ a: "1" });
  });

  test("of equal values as many are left as others put by", async () => {
    await visit((session) => session.flash("error", "again"));
    await visit(async (session) => {
      session.flash("error", "mine");
      expect(session.takeFlash("error")).toEqual(["again", "mine"]);
      await visit((other) => other.flash("error", "again"));
    });
    expect(await waiting()).toEqual({ error: ["again"] });
  });
});
