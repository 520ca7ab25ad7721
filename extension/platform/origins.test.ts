import { expect, test } from "vitest";
import { domainsAbove, hostPattern } from "./origins.ts";

test("a pattern covers both schemes and every port of the host", () => {
  expect(hostPattern("http://localhost:3000")).toBe("*://localhost/*");
  expect(hostPattern("https://shop.example")).toBe("*://shop.example/*");
  expect(hostPattern("http://[::1]:8080")).toBe("*://[::1]/*");
});

test("asks once for each parent domain whose cookies the requests carried, and for no other", () => {
  const carrying = (...domains: string[]) => ({ request: { cookies: domains.map((domain) => ({ domain })) } });
  const log = {
    entries: [
      carrying(".shop.co.uk", "app.shop.co.uk", ".app.shop.co.uk"),
      carrying(".shop.co.uk", ".tracker.example"),
      { request: {} },
      {},
    ],
  };
  expect(domainsAbove(log, "app.shop.co.uk")).toEqual(["shop.co.uk"]);
  expect(domainsAbove(null, "app.shop.co.uk")).toEqual([]);
});
