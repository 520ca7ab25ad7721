import { describe, expect, test } from "vitest";
import type { Done, LibrarySession, LibraryStore } from "./library.ts";
import { type StoreWatch, watchStore } from "./watch-store.ts";

const session = { cookie: {} } as LibrarySession;

/** A store whose `set` is this, watched; and what was heard of the ends of its saves. */
function watched(set: (...given: Parameters<LibraryStore["set"]>) => unknown) {
  const ends: unknown[] = [];
  const watch: StoreWatch = {
    set: () => ({ verdict: "save", after: (error) => ends.push(error) }),
    touch: () => ({ verdict: "save", after: () => {} }),
    destroy: () => () => {},
    generated: () => {},
    guard: (work) => work(),
  };
  const store = { set, destroy: () => {}, generate: () => {}, get: () => {}, createSession: () => session };
  watchStore(store as LibraryStore, watch);
  return { store: store as LibraryStore, ends };
}

const failure = new Error("disk full");

describe("the end of each save is heard once, and the app hears what it would hear without it", () => {
  test("by the callback, with all that the store gives it", () => {
    const { store, ends } = watched((_, __, done) => done?.(null, "OK"));
    const heard: unknown[] = [];
    store.set("a", session, (...answer) => heard.push(answer));
    expect([ends, heard]).toEqual([[null], [[null, "OK"]]]);
  });

  test("by a promise, where there is no callback", async () => {
    const { store, ends } = watched(async () => "OK");
    expect(await store.set("a", session)).toBe("OK");
    expect(ends).toEqual([undefined]);
  });

  test("by both", async () => {
    const { store, ends } = watched(async (_, __, done) => done?.(failure));
    const heard: unknown[] = [];
    await store.set("a", session, (error) => heard.push(error));
    expect([ends, heard]).toEqual([[failure], [failure]]);
  });

  test("when the store throws", () => {
    const { store, ends } = watched(() => {
      throw failure;
    });
    expect(() => store.set("a", session, () => {})).toThrow(failure);
    expect(ends).toEqual([failure]);
  });

  test.each<[string, Done | undefined]>([
    ["a promise that fails", undefined],
    ["a promise that fails before the callback is called", () => {}],
  ])("by %s", async (_, done) => {
    const { store, ends } = watched(async () => {
      throw failure;
    });
    await expect(store.set("a", session, done)).rejects.toBe(failure);
    expect(ends).toEqual([failure]);
  });
});
