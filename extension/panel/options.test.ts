import { expect, test } from "vitest";
import { fakeBrowser } from "../platform/fake.ts";
import { readOptions, readSites, siteOf, tokenFor, withToken, writeOptions, writeSite } from "./options.ts";

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

test("reads options as they were written", async () => {
  const { storage } = browser().platform;
  await writeOptions(storage, { theme: "light", rowHeight: 28, maskSecrets: false, singleKeys: false });
  expect(await readOptions(storage)).toEqual({ theme: "light", rowHeight: 28, maskSecrets: false, singleKeys: false });
});

test("keeps sites by origin, and forgets them", async () => {
  const { storage } = browser().platform;
  const tokens = [{ server: "p1", token: "t" }];
  await writeSite(storage, "https://a.test", () => ({ path: "/x", tokens }));
  await writeSite(storage, "https://b.test", (site) => ({ ...site, path: "/y" }));
  expect(await readSites(storage)).toEqual({
    "https://a.test": { path: "/x", tokens },
    "https://b.test": { path: "/y", tokens: [] },
  });
  await writeSite(storage, "https://a.test", null);
  expect(Object.keys(await readSites(storage))).toEqual(["https://b.test"]);
  expect(siteOf(await readSites(storage), "https://a.test")).toEqual({ path: "", tokens: [] });
});

test("keeps a token for one project of its origin, or for the origin alone", () => {
  const empty = siteOf({}, "http://localhost:3000");
  const site = withToken(withToken(withToken(empty, "p1", "one"), "__proto__", "two"), null, "chosen");
  expect(["p1", "__proto__", null, "p2", ""].map((server) => tokenFor(site, server))).toEqual([
    "one",
    "two",
    "chosen",
    "",
    "",
  ]);
  const other = withToken(withToken(site, "p1", "another"), null, "");
  expect(["p1", "__proto__", null].map((server) => tokenFor(other, server))).toEqual(["another", "two", ""]);
});

test("takes the single token of an older version for the origin alone, unless it was sent unencrypted", async () => {
  const { platform, stored } = browser();
  stored.set("sites", {
    "http://localhost:3000": { path: "/x", token: "old" },
    "http://192.168.0.7:3000": { path: "/y", token: "read by others" },
    "https://shop.example": { path: "", token: "" },
  });
  const sites = {
    "http://localhost:3000": { path: "/x", tokens: [{ server: null, token: "old" }] },
    "http://192.168.0.7:3000": { path: "/y", tokens: [] },
    "https://shop.example": { path: "", tokens: [] },
  };
  expect(await readSites(platform.storage)).toEqual(sites);
  await writeSite(platform.storage, "https://shop.example", (site) => site);
  expect(stored.get("sites")).toEqual(sites);
});
