/** The apps of the guides on what lasts from page to page do what their pages say. */

import { createSessions } from "sessionscope";
import { signedIn } from "sessionscope/testing";
import { expect, onTestFinished, test } from "vitest";
import { blocksOf } from "../doc-blocks.ts";
import { DocFolder, startPage } from "../doc-folder.ts";

test("flash: a message is shown once", async () => {
  const { browser } = await startPage("docs/guides/flash.md");
  const shown = async (promised: Promise<{ text: string }>) => JSON.parse((await promised).text);
  expect(await shown(browser.post("/profile"))).toEqual({ error: ["Please give a name."], success: [] });
  expect(await shown(browser.get("/"))).toEqual({ error: [], success: [] });
  expect(await shown(browser.post("/profile", { name: "Ada" }))).toEqual({ error: [], success: ["Hello, Ada."] });
});

test("carts: what a stranger chose is there after the login, also of clicks at once", async () => {
  const { browser } = await startPage("docs/guides/carts.md");
  expect(JSON.parse((await browser.get("/")).text)).toEqual({ user: null, cart: [] });
  expect(browser.cookies.size).toBe(0);
  await browser.post("/cart", { item: "tea" });
  const items = ["milk", "sugar", "cups"];
  await Promise.all(items.map((item) => browser.post("/cart", { item })));
  const stranger = browser.cookies.get("sessionid");
  const { user, cart } = JSON.parse((await browser.post("/login", { name: "ada" })).text);
  expect(browser.cookies.get("sessionid")).not.toBe(stranger);
  expect({ user, cart: cart.toSorted() }).toEqual({ user: "ada", cart: ["tea", ...items].toSorted() });
});

test("background jobs: the job sets a key in each session of the user, and renews none", async () => {
  const folder = new DocFolder();
  onTestFinished(() => folder.remove());
  const store = `sqlite:${folder.path}/sessions.db`;
  const sessions = await createSessions<{ user?: string }>({ store });
  for (const user of ["ada", "ada", "bob"]) await signedIn(sessions, { user }, user);
  const stored = async (user: string) => {
    const { sessions: page } = await sessions.stored.list({ user, limit: 10 });
    return [...page.values()];
  };
  const before = await stored("ada");
  for (const { name, code } of blocksOf("docs/guides/background-jobs.md")) folder.write(name!, code);
  await folder.node(["job.ts", "ada", "3"], { SESSION_STORE: store });
  const after = await stored("ada");
  expect(after.map(({ entries }) => entries.get("unread"))).toEqual(["3", "3"]);
  expect(after.map(({ expiresAt }) => expiresAt)).toEqual(before.map(({ expiresAt }) => expiresAt));
  expect((await stored("bob"))[0]!.entries.has("unread")).toBe(false);
  await sessions.close();
});
