import { expect, test } from "vitest";
import { webOrigin } from "../page.ts";
import { announcedBy, endpointsOf, seenAlso } from "./endpoints.ts";

const response = (url: string, value: string, name = "Sessionscope") => ({ url, headers: [[name, value] as const] });

test.each([
  [
    "http://localhost:3000/a?b",
    "v=1; path=/__sessionscope__; request=r1",
    { origin: "http://localhost:3000", path: "/__sessionscope__" },
  ],
  ["https://x.test/", "path=/deep/er;v=1", { origin: "https://x.test", path: "/deep/er" }],
  ["https://x.test/", "v=1; path=//evil.test/x; request=r", null],
  ["https://x.test/", "v=1; path=https://evil.test/x", null],
  ["https://x.test/", "v=1; path=/\\evil.test", null],
  ["https://x.test/", "v=1; request=path=/no", null],
  ["https://x.test/", "", null],
])("a response of %s with the header %j announces an endpoint or none", (url, value, endpoint) => {
  expect(announcedBy(response(url, value))).toEqual(endpoint);
});

test("finds the header in any letter case, and ignores other headers", () => {
  expect(announcedBy(response("https://x.test/", "path=/p", "sessionscope"))?.path).toBe("/p");
  expect(announcedBy(response("https://x.test/", "path=/p", "X-Other"))).toBeNull();
});

test("lists the page's own endpoint first, then others seen since the page loaded, each by its last announcement", () => {
  const at = (origin: string, path = "/p") => ({ origin, path });
  let seen = seenAlso(new Map(), at("http://old.test"), 10, []);
  seen = seenAlso(seen, at("http://frame.test"), 30, []);
  seen = seenAlso(seen, at("http://page.test", "/one"), 5, []);
  seen = seenAlso(seen, at("http://page.test", "/two"), 6, []);
  for (const since of [20, 30, 30.9])
    expect(endpointsOf(seen, "http://page.test", since)).toEqual([
      at("http://page.test", "/two"),
      at("http://frame.test"),
    ]);
});

test("keeps the page's own server and the chosen one, however many others the page shows", () => {
  const at = (origin: string) => ({ origin, path: "/p" });
  const needed = ["http://page.test", "http://chosen.test", null];
  let seen = seenAlso(new Map(), at("http://page.test"), 1, needed);
  seen = seenAlso(seen, at("http://chosen.test"), 1, needed);
  for (let i = 0; i < 200; i++) seen = seenAlso(seen, at(`http://frame${i}.test`), 2, needed);
  expect([...seen.keys()]).toEqual(expect.arrayContaining(["http://page.test", "http://chosen.test"]));
  expect(seen.size).toBeLessThan(60);
});

test.each([
  ["http://localhost:3000/cart", "http://localhost:3000"],
  ["https://shop.example/", "https://shop.example"],
  ["chrome://settings/", null],
  ["about:blank", null],
  ["file:///tmp/x.html", null],
  ["", null],
])("%j has the web origin %j", (url, origin) => {
  expect(webOrigin(url)).toBe(origin);
});
