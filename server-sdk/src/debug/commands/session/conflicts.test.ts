/** A command does not overwrite what has changed since the panel looked. */

import { describe, expect, onTestFinished, test } from "vitest";
import { openApp } from "../../../../tests/debug/app.ts";
import { everyStore, live, open, serverStores } from "../../../../tests/debug/session-commands.ts";
import { clockFromStart } from "../../../../tests/debug/standing-clock.ts";
import type { Store } from "../../../core/store.ts";
import type { CommandName } from "../../../protocol.ts";
import { MemoryStore } from "../../../stores/memory.ts";

clockFromStart();

describe.each(everyStore)("on %s", (store) => {
  describe("at a revision", () => {
    const atRevision = (revision: number): readonly (readonly [CommandName, never])[] =>
      [
        ["session.clear", { revision }],
        ["session.flush", { revision }],
        ["session.cycleKey", { revision }],
        ["session.setExpiry", { revision, expiry: { kind: "seconds", seconds: 60 } }],
        ["session.expire", { revision, where: "server" }],
        ["session.expire", { revision, where: "cookie" }],
        ["session.restore", { revision, entries: {}, expiry: { kind: "policy" } }],
      ] as never;

    test("no command changes a session that is at a later revision", async () => {
      const app = await open(store);
      const panel = await app.signedIn({ a: 1 });
      panel.cookie = await app.visit(panel.cookie, (session) => session.set("a", 2));
      const before = await live(panel);
      for (const [command, params] of atRevision(1)) {
        expect(await panel.error(command, params), command).toMatchObject({ code: "stale-revision", revision: 2 });
      }
      expect(await live(panel)).toEqual(before);
    });

    test("every command fails where there is no session", async () => {
      const app = await open(store);
      for (const [command, params] of atRevision(1)) {
        expect((await app.panel(null).error(command, params)).code, command).toBe("no-session");
        expect((await app.panel("x".repeat(32)).error(command, params)).code, command).toBe("gone");
      }
    });
  });
});

describe.each(serverStores)("on %s", (store) => {
  test("a change between look and write is not overwritten, and the panel is told of it", async () => {
    const inner = store === "memory:" ? new MemoryStore() : (await open(store)).sessions.store;
    const racing = new RacingStore(inner as Store);
    const app = await openApp({ store: racing.store });
    onTestFinished(() => app[Symbol.asyncDispose]());
    const panel = await app.signedIn({ a: 1 });
    for (const [command, params] of [
      ["session.clear", { revision: 1 }],
      ["session.flush", { revision: 1 }],
      ["session.cycleKey", { revision: 1 }],
      ["session.expire", { revision: 1, where: "server" }],
      ["session.setExpiry", { revision: 1, expiry: { kind: "policy" } }],
      ["session.restore", { revision: 1, entries: {}, expiry: { kind: "policy" } }],
    ] as const) {
      const { revision } = await live(panel);
      racing.before = () => app.visit(panel.cookie, (session) => session.set("a", `${command} lost`));
      const error = await panel.error(command as "session.clear", { ...params, revision } as never);
      expect(error, command).toMatchObject({ code: "stale-revision", revision: revision + 1 });
      expect(await app.data(panel.cookie)).toEqual({ a: `${command} lost` });
    }
  });

  test("a session that ends between look and write is answered as gone", async () => {
    const racing = new RacingStore(new MemoryStore());
    const app = await openApp({ store: racing.store });
    onTestFinished(() => app[Symbol.asyncDispose]());
    const panel = await app.signedIn({ a: 1 });
    racing.before = () => app.visit(panel.cookie, (session) => session.flush());
    const error = await panel.error("session.update", { set: { a: "2" }, delete: [], expect: { a: "1" } });
    expect(error.code).toBe("gone");
  });
});

/** Calls `before` right before the next commit or rotation reaches the store. */
class RacingStore {
  before: (() => Promise<unknown>) | undefined;
  readonly store: Store;

  constructor(inner: Store) {
    this.store = new Proxy(inner, {
      get: (target, property) => {
        const member: unknown = Reflect.get(target, property);
        if (typeof member !== "function") return member;
        if (property !== "commit" && property !== "rotate") return member.bind(target);
        return async (...args: unknown[]) => {
          const { before } = this;
          this.before = undefined;
          await before?.();
          return member.apply(target, args);
        };
      },
    });
  }
}
