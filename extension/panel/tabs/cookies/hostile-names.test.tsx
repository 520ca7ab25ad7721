// @vitest-environment happy-dom
/**
 * Any name of a cookie is shown in one line, with its invisible characters visible, and does not reverse the text
 * around it.
 */

import { cleanup, render } from "@testing-library/preact";
import { createRef } from "preact";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { fakeBrowser, type Messages } from "../../../platform/fake.ts";
import { FakeServer } from "../../../playground/fake-server.ts";
import messages from "../../../public/_locales/en/messages.json" with { type: "json" };
import { createPanel } from "../../state.ts";
import { ImportPopover } from "./bar/import-popover.tsx";
import { Detail } from "./detail/detail.tsx";
import { createCookies } from "./state.ts";
import { columnsOf } from "./table/columns.tsx";
import { rowItems } from "./table/row-menu.ts";

const end = new AbortController();
beforeEach(() => {
  HTMLElement.prototype.showPopover = () => {};
});
afterEach(cleanup);

const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
const hostile = "a\u202eb\u200bc\u2028d\u0000e\u3164";
const written = "a\\u202eb\\u200bc\\u2028d\\u0000e\\u3164";

test("a hostile name in cells, tooltips, panes, menus, imported rows and sentences", async () => {
  const browser = fakeBrowser({
    messages: messages as Messages,
    url: "http://localhost:3000/",
    fetch: new FakeServer().fetch,
  });
  browser.putCookie({ name: hostile, value: JSON.stringify({ [hostile]: hostile }), path: `/${hostile}` });
  browser.putCookie({ name: "שם", value: "x" });
  browser.respond({
    url: "http://localhost:3000/",
    headers: [["Set-Cookie", `${hostile}=1; SameSite=None; ${hostile}=2`]],
  });
  const state = createCookies(await createPanel(browser.platform, end.signal), end.signal);
  await vi.waitUntil(() => state.list.rows.value.length === 3);
  await vi.waitUntil(() => state.list.rows.value.every((row) => state.known.decoded(row.cookie) !== undefined));
  for (const row of state.list.rows.value) {
    state.list.table.choose(row.id);
    for (const pane of ["decoded", "attributes", "line", "change-log", "refusal"]) {
      state.detail.panes.held.value = pane;
      state.detail.panes.refused.value = pane;
      render(<Detail state={state} />);
    }
    render(<div>{columnsOf(state).map((column) => column.cell(row))}</div>);
    expect(JSON.stringify(rowItems(state, row))).not.toMatch(unseen);
  }
  state.importText.value = `${hostile}=1`;
  render(<ImportPopover state={state} anchor={createRef()} />);
  const screen = document.documentElement.outerHTML;
  expect(unseen.exec(screen)).toBeNull();
  expect(screen).toContain(`title="${written}`);
  expect(screen).toContain("<bdi>שם</bdi>");
  expect(document.body.textContent).toContain(written);

  await state.rowEdits.remove(
    state.list.rows.value.filter((row) => row.refused === null && row.cookie.name === hostile),
  );
  expect(state.panel.undo.strip.value?.sentence).toBe(`Deleted ${written}.`);
  await state.rowEdits.remove(state.list.rows.value.filter((row) => row.cookie.name === "שם"));
  await vi.waitUntil(() => state.panel.undo.strip.value?.sentence.includes("\u2068שם\u2069"));
});
