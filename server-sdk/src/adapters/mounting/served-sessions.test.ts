import { createServer, type ServerResponse } from "node:http";
import { expect, onTestFinished, test, vi } from "vitest";
import type { SettingsInput } from "../../core/settings.ts";
import type { Store } from "../../core/store.ts";
import { createSessions } from "../../create-sessions.ts";
import { openStore } from "../../open-store.ts";
import { listen } from "../../testing/adapter-suite/listen.ts";
import { Visitor } from "../../testing/adapter-suite/visitor.ts";
import { WatchedStore } from "../../testing/adapter-suite/watched-store.ts";
import { servedSession, serveSessions } from "./served-sessions.ts";

const token = "the-token-of-these-tests";
const own = async () => (await servedSession("Call it.")).session;

type Page = (response: ServerResponse) => Promise<unknown>;

/** Pages by path. What a page throws is answered with 500, as Next does. */
async function start(pages: Readonly<Record<string, Page>>, settings: SettingsInput = {}) {
  const sessions = await createSessions({ store: "memory:", debug: { token }, ...settings });
  serveSessions(sessions);
  const server = createServer((request, response) => {
    pages[request.url!]!(response).catch((error) => response.writeHead(500).end(error.message));
  });
  const { origin, close } = await listen(server);
  const visitor = new Visitor(origin);
  onTestFinished(async () => {
    visitor.close();
    await close();
    await sessions.close();
  });
  return visitor;
}

const visits: Page = async (response) => {
  const [session, same] = await Promise.all([own(), own()]);
  session.set("visits", Number(session.get("visits", 0)) + 1);
  response.end(`${same.get("visits")}`);
};

test("all that one request runs has one session, which is saved before the answer leaves", async () => {
  const ada = await start({ "/": visits });
  expect((await ada.get("/")).body).toBe("1");
  const second = await ada.get("/");
  expect(second.body).toBe("2");
  expect(second.headers.sessionscope).toMatch(/^v=1; path=\/__sessionscope__; request=/);
  expect(second.headers.sessionscope).not.toContain("unopened");
});

test("a page that does not ask loads nothing and is announced, and the app sees none of the endpoint's calls", async () => {
  const store = new WatchedStore((await openStore("memory:")) as Store, false);
  const ada = await start({ "/": visits, "/still": async (response) => response.end("still") }, { store });
  await ada.get("/");
  store.asked.length = 0;
  const still = await ada.get("/still");
  expect([still.body, still.setCookies, still.headers.vary]).toEqual(["still", [], undefined]);
  expect(still.headers.sessionscope).toContain("path=/__sessionscope__;");
  expect(store.asked).toEqual([]);
  const headers = { "Content-Type": "application/json", Authorization: `Bearer ${token}` };
  const body = JSON.stringify({ protocol: 1, command: "hello", params: {}, cookie: null });
  expect(JSON.parse((await ada.get("/__sessionscope__", { method: "POST", headers, body })).body).ok).toBe(true);
});

test("what is saved early is there for a request within the request, and the session takes no change after that", async () => {
  const page: Page = async (response) => {
    const { session, save } = await servedSession("");
    session.set("visits", 7);
    await save();
    const cookie = String(response.getHeader("set-cookie")).split(";")[0]!;
    const inner = await fetch(`http://${response.req.headers.host}/`, { headers: { cookie } });
    expect(() => session.set("visits", 8)).toThrow();
    response.end(await inner.text());
  };
  const ada = await start({ "/": visits, "/early": page });
  expect((await ada.get("/early")).body).toBe("8");
});

test("after the first byte a session is for reading", async () => {
  const ada = await start({
    "/": visits,
    "/late": async (response) => {
      response.write("begun ");
      const session = await own();
      expect(() => session.set("late", true)).toThrow(expect.objectContaining({ code: "SESSION_HEADERS_SENT" }));
      response.end(`${session.get("visits")} ${session.get("late", false)}`);
    },
  });
  await ada.get("/");
  expect((await ada.get("/late")).body).toBe("begun 1 false");
});

test("a session that cannot be saved is an error, and nothing of the page leaves", async () => {
  const logged = vi.spyOn(console, "error").mockImplementation(() => {});
  onTestFinished(() => logged.mockRestore());
  const ada = await start({
    "/": async (response) => {
      const when: Record<string, string> = {};
      (await own()).set("when", when);
      when.exactly = 1n as never;
      response.end("a page");
    },
  });
  const { status, body, setCookies } = await ada.get("/");
  expect([status, body, setCookies]).toEqual([500, "Internal Server Error\n", []]);
});

test("without sessions, the error says what to do", async () => {
  await expect(servedSession("Call it.")).rejects.toThrow("This request has no sessions. Call it.");
});
