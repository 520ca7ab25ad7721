import { expect, test } from "vitest";
import type { Panel } from "../../tests/debug/asking.ts";
import { open } from "../../tests/debug/session-commands.ts";
import { request } from "../../tests/requests.ts";
import { MemoryStore } from "../stores/memory.ts";

/** A store that has made its first write, and does not answer yet. */
function slowOnce() {
  let held: (() => void) | undefined;
  const store = new Proxy(new MemoryStore(), {
    get(target, name) {
      if (String(name).endsWith("Now")) return undefined;
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function") return member;
      return async (...args: unknown[]) => {
        const reply = await member.apply(target, args);
        if (name === "commit" && !held) await new Promise<void>((resolve) => (held = resolve));
        return reply;
      };
    },
  });
  return { store, isHeld: () => held !== undefined, letGo: () => held!() };
}

const ends: readonly [string, (panel: Panel) => Promise<unknown>][] = [
  ["flushes it", (panel) => panel.call("session.flush", { revision: 2 })],
  ["gives it another key", (panel) => panel.call("session.cycleKey", { revision: 2 })],
  ["lets it expire", (panel) => panel.call("session.expire", { revision: 2, where: "server" })],
  [
    "sets its expiry to the past",
    (panel) => panel.call("session.setExpiry", { revision: 2, expiry: { kind: "moment", at: 0 } }),
  ],
];

test.each(ends)(
  "the answer to a request that was saved before the panel %s does not set the old key after it",
  async (_, end) => {
    const { store, isHeld, letGo } = slowOnce();
    const app = await open(store);
    const panel = await app.signedIn({ a: 1 });
    const poll = request(app.sessions, panel.cookie!, (session) => session.set("seen", true));
    await expect.poll(isHeld).toBe(true);
    await end(panel);
    letGo();
    expect((await poll).headers.filter(([name]) => name === "Set-Cookie")).toEqual([]);
  },
);

test("a request that was saved before the panel's edit still sets its own key", async () => {
  const { store, isHeld, letGo } = slowOnce();
  const app = await open(store);
  const panel = await app.signedIn({ a: 1 });
  const poll = request(app.sessions, panel.cookie!, (session) => session.set("seen", true));
  await expect.poll(isHeld).toBe(true);
  await panel.call("session.update", { set: { a: "2" }, delete: [], expect: { a: "1" } });
  letGo();
  expect((await poll).cookieSet).toBe(panel.cookie);
});
