// @vitest-environment happy-dom
/** A masked value is nowhere on the screen, in any encoding, until it is revealed. */

import { cleanup, render } from "@testing-library/preact";
import { createRef, type VNode } from "preact";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { formats } from "../../../../cookies/formats.ts";
import { type FakeBrowser, fakeBrowser, type Messages } from "../../../../platform/fake.ts";
import { FakeServer } from "../../../../playground/fake-server.ts";
import messages from "../../../../public/_locales/en/messages.json" with { type: "json" };
import { createPanel } from "../../../state.ts";
import { TextContext } from "../../../widgets/text.ts";
import { AddPopover } from "../bar/add-popover.tsx";
import { ExportPopover } from "../bar/export-popover.tsx";
import { Detail } from "../detail/detail.tsx";
import { type CookiesState, createCookies } from "../state.ts";
import { columnsOf } from "../table/columns.tsx";
import { copyItems, rowItems } from "../table/row-menu.ts";

const url = "http://localhost:3000/cart";
const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const signature = "5sFijxH0PikfjykoIcJ2kHYwU8UyO6C6ZglM02m3lmY";

/** Secret values, each with the parts that must stay hidden: a mask shows four characters at most. */
const secrets: Readonly<Record<string, { readonly value: string; readonly hidden: readonly string[] }>> = {
  sessionid: { value: "k3v9qTz8Lw4nRb1y", hidden: ["k3v9qTz8", "Lw4nRb1y"] },
  remember: { value: "42%7CrememberMeSecret", hidden: ["42%7Crem", "42|rem", "rememberMeSecret"] },
  "connect.sid": { value: `s%3Ahq0vPz7kJr2dW9nYtLbXc4Aa.${signature}`, hidden: ["hq0vPz7kJr", "Xc4Aa", signature] },
  id_token: {
    value: `${base64url({ alg: "HS256" })}.${base64url({ sub: "adaLovelaceOfOckham", pin: 90210733, exp: 1796024619 })}.${signature}`,
    hidden: ["adaLovelace", "90210733", signature],
  },
  "sb-auth-token": {
    value: `base64-${base64url({ access_token: "accessTokenInside", list: ["refreshTokenInside"] })}`,
    hidden: ["accessTokenInside", "refreshTokenInside"],
  },
  api_key: { value: '"keyInsideQuotes1"', hidden: ["keyInsideQuotes1", "InsideQuotes"] },
};
/** A cookie that the browser refuses for its SameSite. */
const refused = { name: "auth_token", value: "refusedTokenValue", hidden: ["refusedTokenValue", "TokenValue"] };

let end: AbortController;
let copied: string[];
beforeEach(() => {
  end = new AbortController();
  copied = [];
  // happy-dom has no popovers.
  HTMLElement.prototype.showPopover = () => {};
  vi.spyOn(navigator.clipboard, "writeText").mockImplementation(async (text) => void copied.push(text));
});
afterEach(() => {
  cleanup();
  end.abort();
  vi.restoreAllMocks();
});

async function open(arrange: (browser: FakeBrowser) => void = () => {}): Promise<CookiesState> {
  const browser = fakeBrowser({ messages: messages as Messages, url, fetch: new FakeServer().fetch });
  for (const [name, { value }] of Object.entries(secrets)) browser.putCookie({ name, value });
  browser.putCookie({ name: "theme", value: "dark" });
  for (const [name, value] of [
    [refused.name, refused.value],
    ["remember", secrets.remember!.value],
  ]) {
    const line = `${name}=${value}; Path=/; SameSite=${name === refused.name ? "None" : "Lax; Sam=x"}`;
    browser.respond({ url, headers: [["Set-Cookie", line]] });
  }
  arrange(browser);
  const state = createCookies(await createPanel(browser.platform, end.signal), end.signal);
  await vi.waitUntil(() => state.list.rows.value.length === Object.keys(secrets).length + 2);
  await vi.waitUntil(() => state.list.rows.value.every((row) => state.known.decoded(row.cookie) !== undefined));
  return state;
}
const draw = (state: CookiesState, view: VNode) =>
  render(<TextContext.Provider value={state.panel.text}>{view}</TextContext.Provider>);
const rowOf = (state: CookiesState, name: string) => state.list.rows.value.find((row) => row.cookie.name === name)!;

/** All text on the screen and for screen readers, except the values of fields that show dots. */
function onScreen(): string {
  const fields = [...document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("input, textarea")];
  const open = fields.filter((field) => field.closest(".is-secret") === null);
  return [document.documentElement.outerHTML, ...open.map((field) => field.value)].join("\n");
}
const hiddenOf = (name: string) => (name === refused.name ? refused.hidden : secrets[name]!.hidden);
const everySecret = [...Object.keys(secrets), refused.name];

/** The parts that are on the screen. */
const seenOf = (parts: readonly string[], screen: string) => parts.filter((part) => screen.includes(part));

function showAll(state: CookiesState, name: string): string {
  const row = rowOf(state, name);
  state.list.table.choose(row.id);
  const seen: string[] = [];
  for (const pane of ["decoded", "attributes", "line", "change-log", "refusal"]) {
    state.detail.panes.held.value = pane;
    state.detail.panes.refused.value = pane;
    draw(state, <Detail state={state} />);
    seen.push(onScreen());
    cleanup();
  }
  draw(state, <div>{columnsOf(state).map((column) => column.cell(row))}</div>);
  seen.push(onScreen(), JSON.stringify(rowItems(state, row)));
  cleanup();
  return seen.join("\n");
}

describe.each(everySecret)("%s", (name) => {
  test("is masked in every pane and cell, and shown once it is revealed", async () => {
    const state = await open();
    expect(seenOf(hiddenOf(name), showAll(state, name))).toEqual([]);
    state.masking.reveal(rowOf(state, name));
    expect(seenOf(hiddenOf(name), showAll(state, name))).toEqual(hiddenOf(name));
  });

  test("is masked in the filter's hits and in a form that is filled from it", async () => {
    const state = await open();
    const [part] = hiddenOf(name);
    state.list.filter.typed.value = part!;
    expect(seenOf(hiddenOf(name), showAll(state, name))).toEqual([]);
    state.addForm.open(rowOf(state, name));
    draw(state, <AddPopover state={state} anchor={createRef()} />);
    expect(seenOf(hiddenOf(name), onScreen())).toEqual([]);
  });

  test("is copied unmasked, and the panel says so", async () => {
    const state = await open();
    const row = rowOf(state, name);
    for (const item of copyItems(state, row)) if (typeof item === "object" && "onSelect" in item) item.onSelect();
    await vi.waitUntil(() => copied.length === copyItems(state, row).length);
    expect(copied[0]).toBe(`${name}=${row.cookie.value}`);
    await vi.waitUntil(() => state.panel.liveRegions.polite.value.startsWith("Copied, with what is hidden here"));
    expect(showAll(state, name)).toContain('aria-label="Copy the value, with what is hidden"');
    state.masking.reveal(row);
    expect(showAll(state, name)).toContain('aria-label="Copy the value"');
    await state.copy("x", [row]);
    await vi.waitUntil(() => state.panel.liveRegions.polite.value === "Copied", { timeout: 5000 });
  });
});

test.each(formats.map(({ name }) => name))(
  "an export as %s is masked on the screen and complete when it is copied, and the popover says so",
  async (format) => {
    const state = await open();
    state.panel.remember("cookies.format", "").value = format;
    const { getByRole } = draw(state, <ExportPopover state={state} anchor={createRef()} />);
    const screen = onScreen();
    const everyPart = Object.values(secrets).flatMap(({ hidden }) => hidden);
    expect(seenOf(everyPart, screen)).toEqual([]);
    expect(screen).toContain("theme");
    expect(screen).toContain("6 values are hidden here; what you copy or save has all of them.");
    getByRole("button", { name: "Copy" }).click();
    await vi.waitUntil(() => copied.length > 0);
    for (const { value } of Object.values(secrets)) expect(copied[0]).toContain(value.replaceAll(`"`, "").slice(0, 16));
  },
);

test("sentences about a masked cookie do not quote its value", async () => {
  const state = await open();
  for (const name of Object.keys(secrets)) {
    const row = rowOf(state, name);
    const value = `${row.cookie.value.slice(0, -1)}X`;
    state.list.table.choose(row.id);
    state.drafts.type(row, { value });
    await state.rowEdits.save(row);
    const { strip, undoable } = state.panel.undo;
    const told = JSON.stringify([strip.value, undoable.value, state.panel.liveRegions.polite.value]);
    expect(seenOf(secrets[name]!.hidden, told)).toEqual([]);
    await vi.waitUntil(() => rowOf(state, name).cookie.value === value);
    expect(seenOf(secrets[name]!.hidden, showAll(state, name))).toEqual([]);
  }
});

test("a value that is not decoded yet is masked, because it may be a token", async () => {
  const browser = fakeBrowser({ messages: messages as Messages, url, fetch: new FakeServer().fetch });
  browser.putCookie({ name: "q", value: secrets["connect.sid"]!.value });
  const state = createCookies(await createPanel(browser.platform, end.signal), end.signal);
  const seen: boolean[] = [];
  state.list.rows.subscribe((rows) => void seen.push(...rows.map(state.masking.isMasked)));
  await vi.waitUntil(() => state.known.decoded(state.list.rows.value[0]?.cookie ?? browser.jar()[0]!) !== undefined);
  expect(seen.length).toBeGreaterThan(0);
  expect(seen).not.toContain(false);
});

test("the names and times in a masked value are shown", async () => {
  const state = await open();
  const seen = showAll(state, "id_token");
  for (const part of ["sub", "pin", "1796024619", "HS256"]) expect(seen).toContain(part);
});

test("only secrets are masked, and no value without the option", async () => {
  const state = await open();
  expect(state.masking.isMasked(rowOf(state, "theme"))).toBe(false);
  const bare = await open((browser) => browser.stored.set("options", { maskSecrets: false }));
  expect(everySecret.filter((name) => bare.masking.isMasked(rowOf(bare, name)))).toEqual([]);
});
