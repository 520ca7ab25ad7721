/** Apps with Clockwork: what a request left in its session is shown, and nothing else is offered. */

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { fakeBrowser, type Messages } from "../platform/fake.ts";
import messages from "../public/_locales/en/messages.json" with { type: "json" };
import { withClockwork } from "./clockwork.ts";
// Loaded already, so that it comes without waiting.
import "./clockwork-answers.ts";
import { whyNot } from "./engine.ts";
import { ownSession } from "./session/session-source.ts";
import { createShownSession } from "./session/shown-session.ts";
import { createPanel } from "./state.ts";

const app = "http://localhost:8000";
const told = (session: string, more = "") =>
  `{"id":"1","time":1764525600.25,"cookies":{"laravel_session":"x"},"authenticatedUser":{"id":7,"name":"Ada"},"sessionData":${session}${more}}`;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** The panel on an app that tells this of its requests, by id. */
async function panelOn(
  requests: Record<string, Response | string>,
  headers: readonly (readonly [string, string])[] = [],
) {
  const end = new AbortController();
  const asked: string[] = [];
  const fetch = async (url: string, init: RequestInit): Promise<Response> => {
    asked.push(`${init.method} ${url} ${init.credentials}`);
    const told = requests[url.slice(url.lastIndexOf("/") + 1)];
    if (init.method !== "GET" || told === undefined) return new Response("Not found", { status: 404 });
    return typeof told === "string" ? new Response(told) : told.clone();
  };
  const browser = fakeBrowser({ messages: messages as Messages, url: `${app}/cart`, fetch });
  const panel = await createPanel(withClockwork(browser.platform), end.signal);
  const shown = createShownSession(panel, ownSession(panel), end.signal);
  const settle = () => vi.advanceTimersByTimeAsync(2000);
  const respond = async (id: string, more: readonly (readonly [string, string])[] = headers) => {
    browser.respond({
      url: `${app}/cart`,
      at: Date.now(),
      headers: [["X-Clockwork-Id", id], ["X-Clockwork-Version", "5.1"], ...more],
    });
    await settle();
  };
  return { panel, shown, asked, settle, respond, end };
}

test("shows what the last request left in the session, as it is written, to be read only", async () => {
  const { panel, shown, asked, respond, end } = await panelOn({
    "17-1": told('{"visits":1.0,"cart":{"items":[12345678901234567890]},"_token":"abc"}'),
    "17-2": told('{"visits":2}'),
  });
  await respond("17-1");
  expect(panel.connection.value.state).toBe("live");
  expect(panel.hello.value).toMatchObject({ engine: { name: "Clockwork" }, cookie: { name: "laravel_session" } });
  const entries = () => shown.reader.entries.value.map(({ key, text, readOnly }) => [key, text, readOnly]);
  expect(entries()).toEqual([
    ["visits", "1.0", true],
    ["cart", '{"items":[12345678901234567890]}', true],
    ["_token", '"abc"', true],
  ]);
  expect(shown.reader.session.value).toMatchObject({ user: "7", createdAt: null, expiresAt: null });
  expect(shown.source.readOnly.value).toBe(
    "Clockwork tells what a request left in the session; nothing can be written through it.",
  );
  expect(whyNot(panel, "session.flush")).toBe("Clockwork cannot do this.");
  await respond("17-2");
  expect(entries()).toEqual([["visits", "2", true]]);
  expect(new Set(asked.filter((one) => one.startsWith("GET")))).toEqual(
    new Set([`GET ${app}/__clockwork/17-1 omit`, `GET ${app}/__clockwork/17-2 omit`]),
  );
  end.abort();
});

test("takes the path that the app announces", async () => {
  const { panel, asked, respond, end } = await panelOn({ "17-1": told("[]") }, [["X-Clockwork-Path", "/tools/clock/"]]);
  await respond("17-1");
  expect(asked).toContain(`GET ${app}/tools/clock/17-1 omit`);
  expect(panel.connection.value.state).toBe("live");
  end.abort();
});

test.each([
  ["a list, as PHP writes what is empty", "[]", "live"],
  ["nothing", "null", "none"],
])("a session that is %s", async (_, session, state) => {
  const { shown, respond, end } = await panelOn({ "17-1": told(session) });
  await respond("17-1");
  expect([shown.reader.reading.value?.state, shown.reader.entries.value]).toEqual([state, []]);
  end.abort();
});

test.each([
  [
    "a password",
    new Response("{}", { status: 403 }),
    "Clockwork asks for a password here, which the panel does not have.",
  ],
  ["no JSON", "<html>", "Clockwork tells nothing of the last request."],
  ["another page", "[]", "Clockwork tells nothing of the last request."],
])("of an app that answers %s it says why there is no session", async (_, answer, sentence) => {
  const { panel, shown, respond, end } = await panelOn({ "17-1": answer });
  await respond("17-1");
  expect(panel.connection.value.state).toBe("live");
  expect([shown.reader.reading.value, shown.reader.failure.value]).toEqual([null, sentence]);
  end.abort();
});

test.each([
  ["an id that leads elsewhere", "../logout", []],
  ["a path of another host", "17-1", [["X-Clockwork-Path", "//evil.test/"]]],
  ["a server that speaks the protocol itself", "17-1", [["Sessionscope", "v=1; path=/__sessionscope__"]]],
] as const)("%s is not asked", async (_, id, headers) => {
  const { asked, respond, end } = await panelOn({ "17-1": told("{}") }, headers);
  await respond(id);
  expect(asked.filter((one) => one.startsWith("GET"))).toEqual([]);
  end.abort();
});
