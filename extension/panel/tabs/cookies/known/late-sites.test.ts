/** The Public Suffix List comes late: until then nothing is said that only the list knows. */

import { expect, test, vi } from "vitest";
import { loadSites, needList } from "../../../../cookies/site.ts";
import { names, row, scenes, setCookie, settle } from "../test-scene.ts";

let deliver = () => {};
const delivered = new Promise<void>((resolve) => {
  deliver = resolve;
});
vi.mock("../../../../cookies/public-suffixes.ts", async (original) => {
  await delivered;
  return original();
});

const open = scenes();

test("a response of a host that needs the list is shown once the list is there, and right", async () => {
  const scene = await open((browser) => {
    browser.putCookie({ name: "pay", value: "1", domain: "pay.co.uk", secure: true, sameSite: "none" });
    browser.respond(setCookie("wide=1; Domain=co.uk; Secure; SameSite=None", { url: "https://pay.co.uk/" }));
    browser.respond(setCookie("own=1; Domain=example.com"));
  });
  // The page is on localhost: its own cookies are shown and judged at once.
  expect(needList("pay.co.uk")).toBe(true);
  expect(names(scene)).toEqual(["sessionid", "cart", "own", "theme"]);
  expect(row(scene, "own").refused?.refusal.reason).toBe("InvalidDomain");

  deliver();
  await loadSites();
  await settle();
  expect(names(scene)).toEqual(["sessionid", "cart", "own", "pay", "theme", "wide"]);
  expect(row(scene, "pay").thirdParty).toBe(true);
  expect(row(scene, "wide").refused?.refusal.sentence).toEqual(["refusalDomainSuffix", "co.uk"]);
});
