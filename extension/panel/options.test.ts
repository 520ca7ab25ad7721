import { expect, test } from "vitest";
import { fakeBrowser } from "../platform/fake.ts";
import { readOptions, readSites, siteOf, writeOptions, writeSite } from "./options.ts";

const browser = () => fakeBrowser({ messages: {}, url: "http://localhost:3000/" });
const defaults = { theme: "automatic", rowHeight: 24, maskSecrets: true, singleKeys: true };

test.each([
  ["nothing kept", undefined, defaults],
  ["no object", "dark", defaults],
  ["a part", { theme: "dark" }, { ...defaults, theme: "dark" }],
  ["what is no choice", { theme: "pink", rowHeight: 25, singleKeys: "no" }, defaults],
])("options: %s", async (_, stored, options) => {
  const { platform, stored: kept } = browser();
  if (stored !== undefined) kept.set("options", stored);
  expect(await readOptions(platform.storage)).toEqual(options);
});

test("options come back as written", async () => {
  const { storage } = browser().platform;
  await writeOptions(storage, { theme: "light", rowHeight: 28, maskSecrets: false, singleKeys: false });
  expect(await readOptions(storage)).toEqual({ theme: "light", rowHeight: 28, maskSecrets: false, singleKeys: false });
});

test("sites are kept by origin, and forgotten", async () => {
  const { storage } = browser().platform;
  await writeSite(storage, "https://a.test", { path: "/x", token: "t" });
  await writeSite(storage, "https://b.test", { path: "/y", token: "" });
  expect(siteOf(await readSites(storage), "https://a.test")).toEqual({ path: "/x", token: "t" });
  await writeSite(storage, "https://a.test", null);
  expect(Object.keys(await readSites(storage))).toEqual(["https://b.test"]);
  expect(siteOf(await readSites(storage), "https://a.test")).toEqual({ path: "", token: "" });
});
