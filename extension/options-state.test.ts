import { expect, test } from "vitest";
import { createOptionsState } from "./options-state.ts";
import { readOptions, readSites, writeSite } from "./panel/options.ts";
import { fakeBrowser, type Messages } from "./platform/fake.ts";
import messages from "./public/_locales/en/messages.json" with { type: "json" };

const tokens = [
  { server: "p1", token: "secret" },
  { server: null, token: "chosen" },
];
const open = async (refused: readonly string[] = []) => {
  const browser = fakeBrowser({ messages: messages as Messages, url: "http://localhost/", refused });
  const { storage } = browser.platform;
  await writeSite(storage, "https://a.test", () => ({ path: "/x", tokens }));
  return { browser, storage, state: await createOptionsState(browser.platform) };
};

test("keeps the user's choices", async () => {
  const { state, storage } = await open();
  await state.choose({ theme: "dark" });
  await state.choose({ singleKeys: false });
  expect(await readOptions(storage)).toMatchObject({ theme: "dark", singleKeys: false, rowHeight: 24 });
});

test.each([
  ["shop.example", "https://shop.example"],
  ["http://shop.example:8080/deep/path?x", "http://shop.example:8080"],
])("adding %s asks for %s and keeps it", async (typed, origin) => {
  const { state, browser } = await open([origin]);
  expect(await state.add(typed)).toBe(true);
  expect(browser.asked).toEqual([`request ${origin}`]);
  expect(state.rows.value.find((row) => row.origin === origin)).toMatchObject({ allowed: true });
});

test.each(["", "chrome://settings", "not an address"])("does not accept %j as a site", async (typed) => {
  const { state, browser, storage } = await open();
  expect(await state.add(typed)).toBe(false);
  expect([browser.asked, Object.keys(await readSites(storage))]).toEqual([[], ["https://a.test"]]);
});

test("shows that a site is not allowed until it is", async () => {
  const { state } = await open(["https://a.test"]);
  expect(state.rows.value[0]?.allowed).toBe(false);
  await state.allow("https://a.test");
  expect(state.rows.value[0]?.allowed).toBe(true);
});

test("changes the path of a site and keeps its tokens", async () => {
  const { state, storage } = await open();
  await state.edit("https://a.test", { path: "/y" });
  expect(await readSites(storage)).toEqual({ "https://a.test": { path: "/y", tokens } });
});

test("forgets one token, keeps the others, and can undo it", async () => {
  const { state, storage } = await open();
  await state.forgetToken("https://a.test", tokens[0]!);
  expect(await readSites(storage)).toEqual({ "https://a.test": { path: "/x", tokens: [tokens[1]] } });
  expect([state.rows.value[0]?.site.tokens, state.deleted.value?.sentence]).toEqual([
    [tokens[1]],
    "Forgot a token of https://a.test.",
  ]);
  await state.deleted.value?.undo();
  expect((await readSites(storage))["https://a.test"]?.tokens).toEqual([tokens[1], tokens[0]]);
});

test("can undo the removal of one site and of all data", async () => {
  const { state, storage } = await open();
  await state.choose({ theme: "dark" });
  await state.remove("https://a.test");
  expect([state.rows.value, state.deleted.value?.sentence]).toEqual([
    [],
    "Removed https://a.test with its path and tokens.",
  ]);
  await state.deleted.value?.undo();
  expect([state.rows.value[0]?.site.tokens, state.deleted.value]).toEqual([tokens, null]);

  await storage.set("snapshots", { "https://a.test": [1] });
  await storage.set("layout", { lastOrigin: "https://a.test" });
  await state.deleteAll();
  expect([await readSites(storage), (await readOptions(storage)).theme]).toEqual([{}, "automatic"]);
  expect([await storage.get("snapshots"), await storage.get("layout")]).toEqual([{}, {}]);
  expect(state.options.value.theme).toBe("automatic");
  await state.deleted.value?.undo();
  expect([(await readSites(storage))["https://a.test"]?.tokens, state.options.value.theme]).toEqual([tokens, "dark"]);
  expect(await storage.get("snapshots")).toEqual({ "https://a.test": [1] });
  expect(await storage.get("layout")).toEqual({ lastOrigin: "https://a.test" });
});
