import { beforeAll, describe, expect, test } from "vitest";
import { isPublicSuffix, loadSites, needList, registrable, relation, sitesOf } from "./site.ts";

describe("without the list", () => {
  const near = ["localhost", "app.localhost", "127.0.0.1", "[::1]", "intranet", "com."];
  test.each(near)("%s needs none", async (host) => {
    const said = () => [isPublicSuffix(host), registrable(host)];
    const before = said();
    await sitesOf(host);
    expect(needList(host)).toBe(false);
    expect(needList(host, "shop.example")).toBe(true);
    answers.set(host, before);
  });
});

/** What was said of each host before the list was loaded. */
const answers = new Map<string, unknown>();

describe("with the list", () => {
  beforeAll(loadSites);

  test("nothing else is said of the hosts that need none", () => {
    expect(answers.size).toBe(6);
    for (const [host, before] of answers) expect([isPublicSuffix(host), registrable(host)]).toEqual(before);
    expect(needList("shop.example")).toBe(false);
  });

  test.each([
    ["com", true],
    ["com.", true],
    ["localhost", true],
    ["co.uk", true],
    ["gov.pl", true],
    ["ngrok.dev", true],
    ["github.io", true],
    ["s3.amazonaws.com", true],
    ["myshopify.com", true],
    ["xn--55qx5d.cn", true],
    // A wildcard and an exception to it.
    ["anything.ck", true],
    ["www.ck", false],
    ["shop.example", false],
    ["_x.shop.test", false],
    ["me.github.io", false],
    ["amazonaws.com", false],
    ["127.0.0.1", false],
    ["[::1]", false],
  ])("%s is a public suffix: %s", (host, expected) => expect(isPublicSuffix(host)).toBe(expected));

  test.each([
    ["www.shop.example", "shop.example"],
    ["a.b.shop.co.uk", "shop.co.uk"],
    ["www.shop.com.", "shop.com."],
    ["api.tenant.ngrok.dev", "tenant.ngrok.dev"],
    ["a.city.kobe.jp", "city.kobe.jp"],
    ["_x.shop.test", "shop.test"],
    ["app.localhost", "app.localhost"],
    ["localhost", "localhost"],
    ["ngrok.dev", "ngrok.dev"],
    ["10.0.0.1", "10.0.0.1"],
    ["[::1]", "[::1]"],
  ])("%s belongs to %s", (host, expected) => expect(registrable(host)).toBe(expected));

  test.each([
    ["https://a.ngrok.dev/", "https://b.ngrok.dev/", "cross-site"],
    ["https://a.s3.amazonaws.com/", "https://b.s3.amazonaws.com/", "cross-site"],
    ["https://api.shop.example/", "https://www.shop.example/", "same-site"],
    ["http://shop.example:3000/", "http://shop.example:4000/", "same-site"],
    ["http://shop.example/", "https://shop.example/", "schemes-differ"],
  ])("%s asked by %s is %s", (url, page, expected) => expect(relation(new URL(url), new URL(page))).toBe(expected));
});
