/** The store.* commands on stores of their own kinds: what the protocol suite cannot bring about. */

import { describe, expect, test } from "vitest";
import { open, serverStores } from "../../../../tests/debug/session-commands.ts";
import { SessionInterruptedError } from "../../../core/errors.ts";
import { panelChanged } from "../../../core/events.ts";
import { newSessionKey, sessionIdOf } from "../../../core/session-key.ts";
import type { Store } from "../../../core/store.ts";
import type { Result } from "../../../protocol.ts";
import { MemoryStore } from "../../../stores/memory.ts";

type Summary = Result<"store.list">["sessions"][number];

const all = { limit: 200 };
const hour = 3_600_000;

describe.each(serverStores)("the store commands on %s", (store) => {
  test("never tell a key or an id", async () => {
    const app = await open(store);
    const ada = await app.signedIn({ a: 1 });
    const { sessions } = await ada.call("store.list", all);
    const told = JSON.stringify([sessions, await ada.call("store.read", { ref: sessions[0]!.ref })]);
    expect(told).not.toContain(ada.cookie);
    expect(told).not.toContain(sessionIdOf(ada.cookie as never));
    expect(Buffer.from(sessions[0]!.ref, "base64url").toString("latin1")).not.toContain(
      sessionIdOf(ada.cookie as never),
    );
  });

  test("clone hidden values too, and leave the original alone", async () => {
    const app = await open(store);
    const ada = await app.signedIn({ password: "hunter2", cart: ["mug"] });
    const bob = app.panel(null);
    const { sessions } = await bob.call("store.list", all);
    const { reading } = await bob.call("store.clone", { ref: sessions[0]!.ref });
    expect(reading).toMatchObject({ state: "live", session: { revision: 1 } });
    expect(bob.cookie).not.toBe(ada.cookie);
    expect(await app.data(bob.cookie)).toEqual({ password: "hunter2", cart: ["mug"] });
    expect(await app.data(ada.cookie)).toEqual({ password: "hunter2", cart: ["mug"] });
  });

  test("leave a session alone that changes between being found and being deleted", async () => {
    const app = await open(store);
    const ada = await app.signedIn({ a: 1 });
    const { sessions } = await ada.call("store.list", all);
    await app.visit(ada.cookie, (session) => session.set("a", 2));
    const error = await ada.error("store.delete", { ref: sessions[0]!.ref, revision: 1 });
    expect(error).toMatchObject({ code: "stale-revision", revision: 2 });
    expect(await app.data(ada.cookie)).toEqual({ a: 2 });
  });

  test("end the work of a request that uses a session which is deleted", async () => {
    const app = await open(store);
    const ada = await app.signedIn({ a: 1 });
    const [{ ref, revision }] = (await ada.call("store.list", all)).sessions as [Summary];
    const late = app.visit(ada.cookie, async (session) => {
      session.get("a");
      await app.panel(null).call("store.delete", { ref, revision });
      session.set("a", 2);
    });
    await expect(late).rejects.toThrow(SessionInterruptedError);
    expect(await app.data(ada.cookie)).toBeNull();
  });

  test("are told to the app", async () => {
    const app = await open(store);
    const ada = await app.signedIn({ a: 1 });
    const told: unknown[] = [];
    const hear = (event: unknown) => told.push(event);
    panelChanged.subscribe(hear);
    try {
      const [{ ref }] = (await ada.call("store.list", all)).sessions as [Summary];
      await ada.call("store.update", { ref, set: { a: "2" }, delete: [], expect: { a: "1" } });
      await app.panel(null).call("store.clone", { ref });
      await ada.call("store.delete", { ref, revision: 2 });
    } finally {
      panelChanged.unsubscribe(hear);
    }
    expect(told).toMatchObject([
      { command: "store.update", outcome: "stored", keys: ["a"], revision: 2 },
      { command: "store.clone", outcome: "created", revision: 1 },
      { command: "store.delete", outcome: "ended", revision: null },
    ]);
  });
});

/** A store of the contract as it was before listing had abilities. */
function oldStore(): Store {
  const memory = new MemoryStore();
  return {
    kind: "server",
    name: "Old",
    traits: memory.traits,
    load: (id) => memory.load(id),
    create: (id, session) => memory.create(id, session),
    commit: (id, change) => memory.commit(id, change),
    rotate: (id, next, change) => memory.rotate(id, next, change),
    touch: (id, expiresAt, from) => memory.touch(id, expiresAt, from),
    delete: (id) => memory.delete(id),
    clearExpired: (batch, signal) => memory.clearExpired(batch, signal),
    list: ({ cursor, limit, text, user }) =>
      memory.list({ limit, ...(cursor && { cursor }), ...(text && { text }), ...(user && { user }) }),
  };
}

describe("sessions that change after they were found", () => {
  /** One of the sessions is changed as soon as they have been listed. */
  function changingStore(): Store {
    const store = oldStore();
    return {
      ...store,
      async list(query) {
        const page = await store.list!(query);
        const [first] = page.sessions;
        if (!first) return page;
        const [id, { expiresAt }] = first;
        const change = {
          set: new Map([["late", "1"]]),
          delete: new Set<string>(),
          clear: false,
          modifiedAt: Date.now(),
        };
        await store.commit(id, { ...change, expiry: { from: null, expiresAt } });
        return page;
      },
    };
  }

  test("are left alone and counted, and no ticket would double them", async () => {
    const app = await open(changingStore());
    for (let index = 0; index < 3; index++) await app.signedIn({ mark: "here", index });
    const panel = app.panel(null);
    const answer = await panel.call("store.deleteMatching", { filter: { value: "here" }, limit: 10 });
    expect(answer).toMatchObject({ deleted: 2, changed: 1, failed: 0, next: null });
    const undone = await panel.call("undo.restore", { ticket: answer.ticket!.ticket, revision: null });
    expect(undone.sessions).toBe(2);
  });
});

describe("a store that fails while sessions are deleted", () => {
  /** It fails from its n-th change or removal on. */
  function failingStore(on: "commit" | "delete", from: number): Store {
    const store = oldStore();
    let calls = 0;
    return {
      ...store,
      [on]: async (...parts: never[]) => {
        if (++calls >= from) throw new Error("away");
        return (store[on] as (...parts: never[]) => unknown)(...parts);
      },
    };
  }
  const mark = { filter: { value: "here" }, limit: 10 };
  const openWith = async (store: Store) => {
    const app = await open(store);
    const cookies: (string | null)[] = [];
    for (let index = 0; index < 4; index++) cookies.push((await app.signedIn({ mark: "here", index })).cookie);
    return { app, cookies, panel: app.panel(null) };
  };
  const isGone = ({ store }: { store: Store }, cookie: string | null) =>
    store.load(sessionIdOf(cookie as never)).then((stored) => stored === null);

  test("has the ticket for those that are deleted, and leaves the others alone", async () => {
    const store = failingStore("commit", 3);
    const { cookies, panel } = await openWith(store);
    const answer = await panel.call("store.deleteMatching", mark);
    expect(answer).toMatchObject({ deleted: 2, changed: 0, failed: 2 });
    const gone = await Promise.all(cookies.map((cookie) => isGone({ store }, cookie)));
    expect(gone.filter(Boolean)).toHaveLength(2);
    expect((await panel.call("undo.restore", { ticket: answer.ticket!.ticket, revision: null })).sessions).toBe(2);
    expect((await panel.error("store.deleteMatching", mark)).code).toBe("store-failed");
  });

  test("a session that has ended is deleted, even if its record stays until the expired ones are cleared", async () => {
    const { cookies, panel, app } = await openWith(failingStore("delete", 1));
    const answer = await panel.call("store.deleteMatching", mark);
    expect(answer).toMatchObject({ deleted: 4, changed: 0 });
    for (const cookie of cookies) expect(await app.data(cookie)).toBeNull();
    expect((await panel.call("undo.restore", { ticket: answer.ticket!.ticket, revision: null })).sessions).toBe(4);
    const ada = await app.signedIn({ a: 1 });
    const { ticket } = await ada.call("session.flush", { revision: 1 });
    await ada.call("undo.restore", { ticket: ticket!.ticket, revision: null });
    expect(await app.data(ada.cookie)).toEqual({ a: 1 });
  });
});

describe("a store of an older version", () => {
  test("lists what is live, by every filter", async () => {
    const app = await open(oldStore());
    await app.signedIn({ cart: "mug" });
    const bob = await app.signedIn({ note: "a mug in the cart" });
    const keys = async (filter: object) =>
      (await bob.call("store.list", { ...all, filter })).sessions.map(({ keys }) => keys);
    expect(await keys({ key: "cart" })).toEqual([1]);
    expect(await keys({ text: "cart" })).toEqual([1, 1]);
    expect(await keys({ signedIn: true })).toEqual([]);
    expect(await keys({ signedIn: false, expired: false })).toEqual([1, 1]);
    expect(await bob.call("store.list", all)).toMatchObject({ sorts: [], listsExpired: false, total: null });
    expect((await bob.error("store.list", { ...all, filter: { expired: true } })).code).toBe("unsupported");
    const sort = { by: "modified", descending: true } as const;
    expect((await bob.error("store.list", { ...all, sort })).code).toBe("unsupported");
  });

  test("that cannot list says so, by name", async () => {
    const app = await open({ ...oldStore(), list: undefined } as unknown as Store);
    const error = await app.panel(null).error("store.list", all);
    expect(error).toEqual({ code: "unsupported", message: "The Old store cannot list its sessions." });
  });
});

describe("sessions in their cookies", () => {
  test.each([
    ["store.list", all],
    ["store.clearExpired", { limit: 1 }],
  ] as const)("%s says why there is none", async (command, params) => {
    const app = await open("signed-cookie:");
    const error = await app.panel(null).error(command, params);
    expect(error).toMatchObject({ code: "unsupported", message: expect.stringMatching(/live in the browsers/) });
  });
});

describe("a filter", () => {
  /** Many sessions hide the text, few show it: pages, their lengths and whether there is a next must not tell. */
  test("does not find out what is hidden, by pages either", async () => {
    const answers = [];
    for (const password of ["hunter2", "another"]) {
      const app = await open("memory:");
      for (let index = 0; index < 5; index++) await app.signedIn({ password, index });
      const bob = await app.signedIn({ shown: "hunter2" });
      for (let index = 0; index < 5; index++) await app.signedIn({ inside: { apiToken: password }, index });
      for (const filter of [{ text: "hunter2" }, { value: "hunter2" }, { key: "password", value: "hunter2" }]) {
        const { sessions, next } = await bob.call("store.list", { limit: 1, filter });
        answers.push(password, [sessions.map(({ own }) => own), next]);
      }
    }
    expect(answers.slice(0, 6).map(withoutPassword)).toEqual(answers.slice(6).map(withoutPassword));
    expect(answers[1]).toEqual([[true], null]);
  });

  test("does not find a part of what is hidden in the mark that stands for it", async () => {
    const app = await open("memory:");
    const ada = await app.signedIn({ box: { pin: "redact" } });
    for (const text of ["red", "act", "e", "d"]) {
      expect((await ada.call("store.list", { limit: 1, filter: { value: text } })).sessions).toEqual([]);
    }
    expect((await ada.call("store.list", { limit: 1, filter: { value: "pin" } })).sessions).toHaveLength(1);
  });
});

const withoutPassword = (part: unknown) => (typeof part === "string" ? "" : part);

describe("a cursor", () => {
  test("is stale in another process, and for another question", async () => {
    const [app, other] = [await open("memory:"), await open("memory:")];
    for (let index = 0; index < 3; index++) {
      await app.signedIn({ index });
      await other.signedIn({ index });
    }
    const panel = app.panel(null);
    const { next } = await panel.call("store.list", { limit: 1 });
    expect((await panel.call("store.list", { limit: 1, cursor: next! })).sessions).toHaveLength(1);
    expect((await other.panel(null).error("store.list", { limit: 1, cursor: next! })).code).toBe("stale-cursor");
    const filter = { key: "index" };
    expect((await panel.error("store.list", { limit: 1, filter, cursor: next! })).code).toBe("stale-cursor");
    expect((await panel.error("store.read", { ref: next! })).code).toBe("stale-cursor");
    const [{ ref }] = (await other.panel(null).call("store.list", all)).sessions as [Summary];
    for (const strange of [ref, `${ref.slice(0, -2)}AA`, "x"]) {
      expect((await panel.error("store.read", { ref: strange })).code).toBe("stale-cursor");
    }
  });

  test("is the same in all processes that share a store and a secret", async () => {
    const shared = Object.assign(oldStore(), { traits: { shared: true, atomic: true, selfExpiring: false } });
    const [app, other] = [await open(shared), await open(shared)];
    for (let index = 0; index < 3; index++) await app.signedIn({ index });
    const { next, sessions } = await app.panel(null).call("store.list", { limit: 1 });
    const page = await other.panel(null).call("store.list", { limit: 1, cursor: next! });
    expect(page.sessions).toHaveLength(1);
    expect(page.sessions[0]!.ref).not.toBe(sessions[0]!.ref);
    expect((await other.panel(null).call("store.read", { ref: sessions[0]!.ref })).state).toBe("live");
  });
});

test("clearing goes on where it was stopped, at most so many at once", async () => {
  const store = new MemoryStore();
  const app = await open(store);
  const now = Date.now();
  const times = {
    createdAt: now - hour,
    modifiedAt: now - hour,
    expiresAt: now - 1,
    expiry: null,
    revision: 1,
    user: null,
  };
  for (let index = 0; index < 25; index++)
    await store.create(sessionIdOf(newSessionKey()), { ...times, entries: new Map() });
  const counts = [];
  for (let done = false; !done; ) {
    const step = await app.panel(null).call("store.clearExpired", { limit: 10 });
    counts.push(step.removed);
    done = step.done;
  }
  expect(Math.max(...counts)).toBeLessThanOrEqual(10);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(25);
});

test("one call deletes so many at most, and the next goes on", async () => {
  const app = await open(new MemoryStore());
  for (let index = 0; index < 60; index++) await app.signedIn({ mark: "here" });
  const panel = app.panel(null);
  const wanted = { filter: { value: "here" }, limit: 200 };
  const first = await panel.call("store.deleteMatching", wanted);
  expect(first.deleted).toBe(50);
  expect(await panel.call("store.deleteMatching", { ...wanted, cursor: first.next! })).toMatchObject({
    deleted: 10,
    next: null,
  });
});
