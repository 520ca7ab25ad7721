import { once } from "node:events";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import { startService } from "../../scripts/services/services.ts";
import { type Running, startExample, TestBrowser } from "../test-browser.ts";

let app: Running;
beforeAll(async () => {
  app = await startExample("web-socket/server.ts");
});
afterAll(() => app.stop());

/** Clicks. @returns the count that comes back, or the reason why the socket was closed. */
async function connect(browser: TestBrowser, { origin } = app): Promise<() => Promise<string>> {
  const headers = { cookie: `sessionid=${browser.cookies.get("sessionid")}` };
  const socket = new WebSocket(`${origin.replace("http", "ws")}/clicks`, { headers });
  await once(socket, "open");
  return async () => {
    const answer = Promise.race([
      once(socket, "message").then(([message]) => String(message)),
      once(socket, "close").then(([, reason]) => String(reason)),
    ]);
    socket.send("click");
    return answer;
  };
}

test("the windows of a visitor count together until the visitor is forgotten", async () => {
  const ada = new TestBrowser(app.origin);
  await ada.get("/");
  const [one, other] = [await connect(ada), await connect(ada)];
  expect(await one()).toBe("1");
  expect(await other()).toBe("2");
  const grace = new TestBrowser(app.origin);
  await grace.get("/");
  expect(await (await connect(grace))()).toBe("1");
  await Promise.all(Array.from({ length: 10 }, () => connect(ada).then((click) => click())));
  expect(await one()).toBe("13");
  await ada.post("/forget");
  expect(await one()).toBe("signed out");
});

test("a socket without a session is closed", async () => {
  expect(await (await connect(new TestBrowser(app.origin)))()).toBe("signed out");
});

test("while the database server is down, clicks fail and nobody is signed out", async () => {
  await using redis = await startService("redis");
  await using shared = await startExample("web-socket/server.ts", { SESSION_STORE: redis.url });
  const ada = new TestBrowser(shared.origin);
  await ada.get("/");
  const click = await connect(ada, shared);
  expect(await click()).toBe("1");
  await redis.kill();
  const down = await ada.get("/");
  expect([down.status, down.setCookies, await click()]).toEqual([503, [], "try again later"]);
  await redis.start();
  await expect.poll(async () => (await ada.get("/")).status).toBe(200);
  expect(await (await connect(ada, shared))()).toBe("2");
});
