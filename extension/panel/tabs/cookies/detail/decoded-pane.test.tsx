// @vitest-environment happy-dom
import { cleanup, render } from "@testing-library/preact";
import { afterEach, expect, test, vi } from "vitest";
import { type FakeBrowser, fakeBrowser, type Messages } from "../../../../platform/fake.ts";
import { FakeServer } from "../../../../playground/fake-server.ts";
import messages from "../../../../public/_locales/en/messages.json" with { type: "json" };
import { createPanel } from "../../../state.ts";
import { createCookies } from "../state.ts";
import { DecodedPane } from "./decoded-pane.tsx";

const end = new AbortController();
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

type Hello = ConstructorParameters<typeof FakeServer>[0];

/** The text of the pane for a cookie. */
async function said(name: string, arrange: (browser: FakeBrowser) => void, hello: Hello = {}): Promise<string> {
  vi.useFakeTimers();
  const server = new FakeServer(hello);
  const browser = fakeBrowser({
    messages: messages as Messages,
    url: "http://localhost:3000/cart",
    fetch: server.fetch,
  });
  arrange(browser);
  const state = createCookies(await createPanel(browser.platform, end.signal), end.signal);
  await vi.waitUntil(() => state.list.rows.value.some((row) => row.cookie.name === name));
  await vi.waitUntil(() => state.list.rows.value.every((row) => state.known.decoded(row.cookie) !== undefined));
  const row = state.list.rows.value.find((one) => one.cookie.name === name)!;
  state.masking.reveal(row);
  state.list.table.choose(row.id);
  return render(<DecodedPane state={state} row={row} />).container.textContent!;
}

const protectedValue = `CfDJ8${"a7_-".repeat(40)}`;

test("for an encrypted value the pane names the framework that encrypted it", async () => {
  const words = await said(".AspNetCore.Session", (browser) =>
    browser.putCookie({ name: ".AspNetCore.Session", value: protectedValue }),
  );
  expect(words).toContain("Encrypted by ASP.NET Core: only the server can read it.");
  expect(words).not.toContain("no encoding");
});

test("a value in several cookies is decoded whole, and the pane says which part the cookie holds", async () => {
  const whole = `base64-${btoa('{"refresh_token":"rrr","user":{"id":"42"}}').replace(/=+$/, "")}`;
  const parts = (browser: FakeBrowser) => {
    browser.putCookie({ name: "sb-auth-token.0", value: whole.slice(0, 30) });
    browser.putCookie({ name: "sb-auth-token.1", value: whole.slice(30) });
  };
  for (const [name, number] of [
    ["sb-auth-token.0", 1],
    ["sb-auth-token.1", 2],
  ] as const) {
    const words = await said(name, parts);
    expect(words).toContain(`Part ${number} of a value in 2 cookies. All of it is decoded.`);
    expect(words).toContain("refresh_token");
    cleanup();
  }
});

test("the pane does not offer to check a signature that needs more than a secret", async () => {
  const value = `SFMyNTY.g3QAAAAA.${"a".repeat(43)}`;
  const words = await said("_shop_key", (browser) => browser.putCookie({ name: "_shop_key", value }));
  expect(words).toContain("Signed by Phoenix, HMAC-SHA256.");
  expect(words).toContain("Not checked: only the server can.");
  expect(words).not.toContain("Check…");
});

test.each([
  ["server", "It means nothing by itself: the server keeps the data"],
  ["client", "The server keeps no copy of it, and only the server can read it"],
] as const)("a session key, a session sealed in its cookie: kept by the %s", async (kind, words) => {
  const sealed = `EQ${"Aa0_".repeat(24)}`;
  const store = { name: "Encrypted cookie", kind, limit: 4096 };
  expect(
    await said("sessionid", (browser) => browser.putCookie({ name: "sessionid", value: sealed }), { store }),
  ).toContain(words);
});
