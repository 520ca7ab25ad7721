import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeServer } from "./fake-server.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"] }));
afterEach(() => void vi.useRealTimers());

test("a session whose own moment has passed comes back by the policy, not dead", async () => {
  const server = new FakeServer();
  server.token = "a-token-of-the-test";
  server.sessions.open("key", { a: 1 });
  const call = async (command: string, params: object) => {
    const body = JSON.stringify({
      protocol: 1,
      command,
      cookie: server.sessions.live.has("key") ? "key" : null,
      params,
    });
    const response = await server.fetch("http://localhost:3000/__sessionscope__", {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: "Bearer a-token-of-the-test" },
      body,
    });
    const answer = await response.json();
    if (!answer.ok) throw new Error(answer.error.message);
    return answer.result;
  };
  const at = Date.now() + 60_000;
  await call("session.setExpiry", { revision: 1, expiry: { kind: "moment", at } });
  const { ticket } = await call("session.flush", { revision: 2 });
  vi.setSystemTime(at + 1000);
  const { reading } = await call("undo.restore", { ticket: ticket.ticket, revision: null });
  expect(reading).toMatchObject({ state: "live", session: { expiry: { kind: "policy" } } });
});
