import { describe, expect, test } from "vitest";
import { counting, idOf, managerOf, request, visitor } from "../../../../tests/requests.ts";
import { MemoryStore } from "../../../stores/memory.ts";
import { committing, loading, type RequestEvent, requestDone, type TraceContext } from "../../events.ts";

describe("events", () => {
  test.each([true, false])("loads and commits are spans of tracing (a store that waits: %s)", async (waiting) => {
    const sessions = managerOf(counting(new MemoryStore(), waiting).store);
    const key = await visitor(sessions, { a: 1 });
    const spans: string[] = [];
    const on = (name: string) => ({
      start: (context: object) => void spans.push(`${name} ${(context as TraceContext).path} begins`),
      error: () => void spans.push(`${name} fails`),
      end: () => {},
      asyncStart: () => {},
      asyncEnd: () => {},
    });
    const [onLoad, onCommit] = [on("load"), on("commit")];
    loading.subscribe(onLoad as never);
    committing.subscribe(onCommit as never);
    await request(sessions, key, (session) => session.set("a", 2));
    loading.unsubscribe(onLoad as never);
    committing.unsubscribe(onCommit as never);
    await request(sessions, key, (session) => session.set("a", 3));
    expect(spans).toEqual(["load /cart/add begins", "commit /cart/add begins"]);
  });

  test("tell the keys that were read, each once, in order of first use, however many", async () => {
    const sessions = managerOf(new MemoryStore());
    const keys = Array.from({ length: 20 }, (_, index) => `key${index}`);
    const key = await visitor(sessions, Object.fromEntries(keys.map((name) => [name, 1])));
    const events: RequestEvent[] = [];
    const listen = (event: unknown) => events.push(event as RequestEvent);
    requestDone.subscribe(listen);
    for (const count of [1, 3, 8, 9, 20]) {
      await request(sessions, key, (session) => {
        for (const name of [...keys.slice(0, count), ...keys.slice(0, count)]) session.get(name);
      });
    }
    requestDone.unsubscribe(listen);
    expect(events.map(({ read }) => read)).toEqual([1, 3, 8, 9, 20].map((count) => keys.slice(0, count)));
  });

  test("tell what a request did, with texts before and after, and never a key", async () => {
    const sessions = managerOf(new MemoryStore());
    const key = await visitor(sessions, { a: 1, gone: true });
    const events: RequestEvent[] = [];
    const listen = (event: unknown) => events.push(event as RequestEvent);
    requestDone.subscribe(listen);
    await request(sessions, key, (session) => {
      session.a = Number(session.a) + 1;
      session.delete("gone");
      session.fresh = [];
    });
    await request(sessions, key, async (session) => session.cycleKey());
    requestDone.unsubscribe(listen);
    expect(events[0]).toMatchObject({
      method: "POST",
      path: "/cart/add",
      status: 200,
      outcome: "stored",
      revision: 2,
      read: ["a"],
      setCookie: "set",
      id: idOf(key),
      previousId: null,
    });
    expect(Object.fromEntries(events[0]!.changes)).toEqual({
      a: { before: "1", after: "2" },
      gone: { before: "true", after: null },
      fresh: { before: null, after: "[]" },
    });
    expect(events[1]).toMatchObject({ outcome: "rotated", previousId: idOf(key) });
    expect(JSON.stringify(events)).not.toContain(key);
  });
});
