/** undo.restore on a whole app: what it brings back, and when there is nothing to bring back. */

import { createSecretKey, randomBytes } from "node:crypto";
import { describe, expect, onTestFinished, test } from "vitest";
import type { App } from "../../../tests/debug/app.ts";
import type { Panel } from "../../../tests/debug/asking.ts";
import { everyStore, live, open, serverStores, texts } from "../../../tests/debug/session-commands.ts";
import { clockFromStart, minute } from "../../../tests/debug/standing-clock.ts";
import { parseSettings } from "../../core/settings.ts";
import { newStoredSession } from "../../core/stored-session.ts";
import { MemoryStore } from "../../stores/memory.ts";
import { ChangeRecord } from "../change-record.ts";
import type { CommandContext } from "../command.ts";
import { Listeners } from "../listeners.ts";
import { Redaction } from "../redaction.ts";
import { accessTo } from "../session-access.ts";
import { Timeline } from "../timeline.ts";
import { UndoTickets } from "../undo-tickets.ts";
import { undoCommands } from "./undo.ts";

const clock = clockFromStart();
const data = { password: "hunter2", oauth: { accessToken: "t0p" }, visits: 1, text: "\u2028 ü \ud800" };

const hers = async (app: App): Promise<Panel> =>
  app.panel(
    await app.visit(null, (session) => {
      session.update(data);
      session.bindUser("ada");
      session.setExpiry(300);
    }),
  );

async function flush(panel: Panel): Promise<string> {
  const { revision } = await live(panel);
  return (await panel.call("session.flush", { revision })).ticket!.ticket;
}

const restore = (panel: Panel, ticket: string, revision: number | null = null) =>
  panel.call("undo.restore", { ticket, revision });
const refusal = async (panel: Panel, ticket: string, revision: number | null = null) =>
  (await panel.error("undo.restore", { ticket, revision })).code;

describe.each(everyStore)("on %s", (store) => {
  test("the app finds everything again, hidden values too, under a new key with expiry and user", async () => {
    const app = await open(store);
    const panel = await hers(app);
    const old = panel.cookie;
    const ticket = await flush(panel);
    clock.advance(minute);
    await restore(panel, ticket);
    expect(panel.cookie).not.toBe(old);
    expect(await app.data(panel.cookie)).toEqual(data);
    expect(await live(panel)).toMatchObject({ user: "ada", expiry: { kind: "seconds", seconds: 300 } });
    expect(await refusal(panel, ticket)).toBe("ticket-gone");
  });

  test("a cleared session gets everything back, and keeps what the app has stored since", async () => {
    const app = await open(store);
    const panel = await hers(app);
    const { ticket } = await panel.call("session.clear", { revision: 1 });
    panel.cookie = await app.visit(panel.cookie, (session) => session.set("cart", ["mug"]));
    await restore(panel, ticket!.ticket, 3);
    expect(await app.data(panel.cookie)).toEqual({ cart: ["mug"], ...data });
  });

  test("no answer has the ticket's data in it", async () => {
    const app = await open(store);
    const panel = await hers(app);
    const { ticket, ...rest } = await panel.call("session.flush", { revision: 1 });
    const back = await restore(panel, ticket!.ticket);
    expect(JSON.stringify([rest, texts(await live(panel)), back])).not.toMatch(/hunter2|t0p/);
  });
});

describe.each(serverStores)("on %s", (store) => {
  test("a user who is logged out everywhere has no undo", async () => {
    const app = await open(store);
    const [first, second] = [await hers(app), await hers(app)];
    const tickets = [await flush(first)];
    await app.sessions.stored.deleteOfUser("ada");
    tickets.push(await flush(await hers(app)));
    second.cookie = await app.visit(null, (session) => {
      session.bindUser("ada");
      return app.sessions.destroyOthers(session);
    });
    for (const ticket of tickets) expect(await refusal(first, ticket)).toBe("ticket-gone");
    const bobs = await app.visit(null, (session) => session.update({ bob: 1 }));
    const ticket = await flush(app.panel(bobs));
    await app.sessions.stored.deleteOfUser("ada");
    await restore(first, ticket);
    expect(await app.data(first.cookie)).toEqual({ bob: 1 });
  });
});

/** A memory store that lets a test act once before its next creation, after its next commit, before its next listing. */
class WatchedStore extends MemoryStore {
  creating: (() => Promise<unknown>) | null = null;
  committed: (() => Promise<unknown>) | null = null;
  listing: (() => Promise<unknown>) | null = null;

  override async create(...args: Parameters<MemoryStore["create"]>) {
    await this.#act("creating");
    return super.create(...args);
  }

  override async commit(...args: Parameters<MemoryStore["commit"]>) {
    const result = await super.commit(...args);
    await this.#act("committed");
    return result;
  }

  override async list(...args: Parameters<MemoryStore["list"]>) {
    await this.#act("listing");
    return super.list(...args);
  }

  async #act(when: "creating" | "committed" | "listing"): Promise<void> {
    const act = this[when];
    this[when] = null;
    await act?.();
  }
}

test("a logout everywhere during a restore ends what is restored", async () => {
  const store = new WatchedStore();
  const app = await open(store);
  const panel = await hers(app);
  const ticket = await flush(panel);
  store.creating = () => app.sessions.stored.deleteOfUser("ada");
  expect(await refusal(panel, ticket)).toBe("ticket-gone");
  expect((await store.list({ limit: 10 })).sessions.size).toBe(0);
});

test("a logout everywhere during a flush leaves no ticket", async () => {
  const store = new WatchedStore();
  const app = await open(store);
  const panel = await hers(app);
  store.committed = () => app.sessions.stored.deleteOfUser("ada");
  expect((await panel.call("session.flush", { revision: 1 })).ticket).toBeNull();
});

test("a flush during a logout everywhere leaves no undo", async () => {
  const store = new WatchedStore();
  const app = await open(store);
  const panel = await hers(app);
  let ticket = "";
  store.listing = async () => {
    ticket = await flush(panel);
  };
  await app.sessions.stored.deleteOfUser("ada");
  expect(await refusal(panel, ticket)).toBe("ticket-gone");
});

test("a store that fails leaves the ticket", async () => {
  const store = new WatchedStore();
  const app = await open(store);
  const panel = await hers(app);
  const ticket = await flush(panel);
  store.creating = () => Promise.reject(new Error("away"));
  expect(await refusal(panel, ticket)).toBe("store-failed");
  await restore(panel, ticket);
  expect(await app.data(panel.cookie)).toEqual(data);
});

test("another process, a new secret and a closed app have nothing for a ticket", async () => {
  const store = new MemoryStore();
  const app = await open(store);
  const ticket = await flush(await hers(app));
  for (const other of [await open(store), await open(store, { secret: "another secret, long enough" })]) {
    expect(await refusal(other.panel(), ticket)).toBe("ticket-gone");
  }
  await app.sessions.close();
  expect(await refusal(app.panel(), ticket)).toBe("ticket-gone");
});

test("sessions that were deleted in the store come back without a browser: all or none", async () => {
  const store = new WatchedStore();
  const ending = new AbortController();
  onTestFinished(() => ending.abort());
  const redaction = new Redaction();
  const handles = createSecretKey(randomBytes(32));
  const settings = parseSettings({ store });
  const context = {
    caller: { command: "undo.restore", origin: null, remoteAddress: undefined },
    cookie: null,
    settings,
    store,
    sessions: accessTo(store, settings.cookieName, handles),
    record: new ChangeRecord((id) => id, redaction, new Listeners(), ending.signal),
    timeline: new Timeline(() => {}, ending.signal),
    redaction,
    undo: new UndoTickets(ending.signal),
  } as Partial<CommandContext> as CommandContext;
  const start = { entries: new Map([["a", "1"]]), expiry: { kind: "policy" }, user: "ada" } as const;
  const deleted = [1, 2].map(() => newStoredSession(start, settings, Date.now()));
  const { ticket } = await context.undo.keep("store", deleted, async () => ({}));
  const stored = async () => (await store.list({ limit: 10 })).sessions.size;
  const restore = (revision: number | null) =>
    undoCommands["undo.restore"]({ ticket: ticket!.ticket, revision }, context);

  await expect(restore(1)).rejects.toThrow(/revision/);
  store.creating = async () => {
    store.creating = () => Promise.reject(new Error("away"));
  };
  await expect(restore(null)).rejects.toThrow("away");
  expect(await stored()).toBe(0);
  expect(await restore(null)).toMatchObject({ sessions: 2, cookies: [], reading: { state: "none" } });
  expect(await stored()).toBe(2);
});

test("a session whose own moment has passed since comes back with the expiry of the settings", async () => {
  const app = await open(new MemoryStore());
  const panel = await hers(app);
  const until = async () => {
    const { revision } = await live(panel);
    await panel.call("session.setExpiry", { revision, expiry: { kind: "moment", at: Date.now() + minute } });
    return revision + 1;
  };
  await until();
  const flushed = await flush(panel);
  clock.advance(2 * minute);
  await restore(panel, flushed);
  expect(await app.data(panel.cookie)).toEqual(data);
  const revision = await until();
  const { ticket } = await panel.call("session.clear", { revision });
  clock.advance(2 * minute);
  await panel.call("session.setExpiry", { revision: revision + 1, expiry: { kind: "seconds", seconds: 300 } });
  await restore(panel, ticket!.ticket, revision + 2);
  expect(await app.data(panel.cookie)).toEqual(data);
  expect(await live(panel)).toMatchObject({ expiry: { kind: "seconds", seconds: 300 } });
});
