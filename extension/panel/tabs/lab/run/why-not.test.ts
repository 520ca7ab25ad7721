import { expect, test } from "vitest";
import { exampleCookie } from "../../../../cookies/fixtures/example-cookie.ts";
import { fakeBrowser } from "../../../../platform/fake.ts";
import messages from "../../../../public/_locales/en/messages.json" with { type: "json" };
import type { Panel } from "../../../state.ts";
import * as rules from "./rules.ts";
import { whyNotSent, whyNotStored } from "./why-not.ts";

const url = new URL("http://localhost:3000/__sessionscope__/ss_lab");
const page = new URL("http://localhost:3000/cart");
const elsewhere = new URL("http://127.0.0.1:3000/");

const why = (line: string, { from = page, isPrivate = false } = {}) => {
  const { platform } = fakeBrowser({ messages, url: from.href, isPrivate });
  return whyNotStored(line, url, from, { platform } as unknown as Panel, rules);
};

test("a rule that the line breaks is the reason", async () => {
  expect(await why("ss_lab_a=1; SameSite=None")).toEqual(["refusalNoneInsecure"]);
  expect(await why("__Host-ss_lab_a=1; Secure; Path=/x")).toEqual(["refusalPrefixPath", "__Host-"]);
  expect((await why("ss_lab_a=1; SameSite=Lax", { from: elsewhere }))[0]).toBe("refusalSameSite");
});

test("else a third party, a private window, or a setting", async () => {
  const partitioned = "ss_lab_a=1; SameSite=None; Secure; Partitioned";
  expect(await why(partitioned, { from: elsewhere })).toEqual(["labWhyThirdParty", "localhost", "127.0.0.1"]);
  expect(await why("ss_lab_a=1", { isPrivate: true })).toEqual(["labWhyPrivate"]);
  expect(await why("ss_lab_a=1")).toEqual(["labWhySetting", "localhost:3000"]);
});

test("a stored cookie that was not sent", () => {
  const cookie = exampleCookie({ domain: "localhost", path: "/", partition: null });
  const partition = { topLevelSite: "http://shop.test", crossSiteAncestor: true };
  expect(whyNotSent({ ...cookie, path: "/cart" }, url, page, rules)).toEqual(["labNotReached", "/cart"]);
  expect(whyNotSent({ ...cookie, partition }, url, page, rules)).toEqual(["labInPartition", "http://shop.test"]);
  expect(whyNotSent(cookie, url, elsewhere, rules)).toEqual(["labWhyThirdParty", "localhost", "127.0.0.1"]);
  expect(whyNotSent(cookie, url, page, rules)).toEqual(["labNotSent"]);
});
