import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { panelOrigin } from "../../tests/debug/asking.ts";
import { everyStore, open } from "../../tests/debug/session-commands.ts";
import { clockFromStart, start } from "../../tests/debug/standing-clock.ts";
import type { PanelEvent } from "../core/events.ts";
import { parseSessionKey, sessionIdOf } from "../core/session-key.ts";
import type { CommandName, Params } from "../protocol.ts";

clockFromStart();

let told: PanelEvent[];
beforeEach(() => {
  told = [];
  const hear = (event: unknown) => void told.push(event as PanelEvent);
  subscribe("sessionscope:panel", hear);
  onTestFinished(() => void unsubscribe("sessionscope:panel", hear));
});

type Case = { [C in CommandName]: readonly [C, Params<C>, Partial<PanelEvent>] }[CommandName];

const policy = { kind: "policy" } as const;
const changes: readonly Case[] = [
  [
    "session.update",
    { set: { a: "2", c: "3" }, delete: ["b"], expect: { a: "1", b: "2", c: null } },
    { outcome: "stored", keys: ["a", "c", "b"], revision: 2 },
  ],
  ["session.clear", { revision: 1 }, { outcome: "stored", keys: ["a", "b"], revision: 2 }],
  ["session.flush", { revision: 1 }, { outcome: "ended", keys: ["a", "b"], revision: null }],
  ["session.cycleKey", { revision: 1 }, { keys: [] }],
  [
    "session.setExpiry",
    { revision: 1, expiry: { kind: "seconds", seconds: 60 } },
    { outcome: "stored", keys: [], revision: 2 },
  ],
  [
    "session.setExpiry",
    { revision: 1, expiry: { kind: "moment", at: start - 1000 } },
    { outcome: "ended", keys: ["a", "b"] },
  ],
  ["session.expire", { revision: 1, where: "server" }, { outcome: "ended", keys: ["a", "b"] }],
  [
    "session.restore",
    { revision: 1, entries: { a: "5" }, expiry: policy },
    { outcome: "stored", keys: ["a", "b"], revision: 2 },
  ],
  [
    "session.restore",
    { revision: null, entries: { a: "5" }, expiry: policy, user: "grace" },
    { outcome: "created", keys: ["a"], revision: 1, user: "grace", previousId: null },
  ],
  ["testCookie.set", {}, { outcome: "stored", keys: ["testcookie"] }],
];

describe.each(everyStore)("on %s the app is told of", (store) => {
  test.each(changes)("%s %j", async (command, params, expected) => {
    const app = await open(store);
    const panel = app.panel(
      await app.visit(null, (session) => {
        session.update({ a: 1, b: 2 });
        session.bindUser("ada");
      }),
    );
    const idOf = (cookie: string | null) =>
      cookie && store !== "signed-cookie:" ? sessionIdOf(parseSessionKey(cookie)!) : null;
    const before = panel.cookie;
    await panel.call(command, params as never);
    expect(told).toEqual([expect.objectContaining({ user: "ada", ...expected })]);
    const [event] = told as [PanelEvent];
    expect(event).toMatchObject({ command, origin: panelOrigin, remoteAddress: "127.0.0.1", at: start });
    if (event.outcome === "ended") expect([event.id, event.previousId]).toEqual([null, idOf(before)]);
    else expect(event.id).toBe(idOf(panel.cookie));
    if (command === "session.cycleKey" && store !== "signed-cookie:") {
      expect(event).toMatchObject({ outcome: "rotated", previousId: idOf(before) });
    }
  });

  test("no command that changes nothing", async () => {
    const app = await open(store);
    const panel = await app.signedIn({ a: 1 });
    await panel.call("hello", {});
    await panel.call("session.read", {});
    await panel.call("session.value", { key: "a" });
    await panel.call("testCookie.check", {});
    await panel.call("testCookie.delete", {});
    await panel.error("session.update", { set: { a: "2" }, delete: [], expect: { a: "7" } });
    await panel.error("session.flush", { revision: 9 });
    expect(told).toEqual([]);
  });
});
