import { expect, test } from "vitest";
import type { Cookies } from "webextension-polyfill";
import { domainsOver, fromBrowser, isSiteOf, toBrowser } from "./cookie-jar.ts";

test("looks for cookies of the host and of the domains above it, but not of parts of an IP address", () => {
  expect(domainsOver("www.shop.example")).toEqual(["www.shop.example", "shop.example"]);
  expect(domainsOver("localhost")).toEqual(["localhost"]);
  expect(domainsOver("127.0.0.1")).toEqual(["127.0.0.1"]);
  expect(domainsOver("[::1]")).toEqual(["[::1]"]);
});

test("a partition belongs to the page if scheme and registrable domain agree", () => {
  expect(isSiteOf("https://shop.example", "https://www.shop.example/cart")).toBe(true);
  expect(isSiteOf("http://localhost", "http://localhost:3000/")).toBe(true);
  expect(isSiteOf("http://shop.example", "https://shop.example/")).toBe(false);
  expect(isSiteOf("https://shop.example", "https://workshop.example/")).toBe(false);
  expect(isSiteOf("https://shop.example", "")).toBe(false);
});

test("converts a cookie to the browser's form and back without loss", () => {
  const held = {
    name: "id",
    value: "1",
    domain: ".shop.example",
    hostOnly: false,
    path: "/",
    secure: true,
    httpOnly: true,
    sameSite: "no_restriction",
    session: false,
    expirationDate: 1_800_000_000.5,
    storeId: "0",
    firstPartyDomain: "",
    partitionKey: { topLevelSite: "https://news.example", hasCrossSiteAncestor: true },
  } satisfies Cookies.Cookie & { partitionKey: object };
  expect(toBrowser("0", fromBrowser(held))).toEqual({
    storeId: "0",
    url: "https://shop.example/",
    name: "id",
    value: "1",
    domain: "shop.example",
    path: "/",
    secure: true,
    httpOnly: true,
    sameSite: "no_restriction",
    expirationDate: 1_800_000_000.5,
    partitionKey: { topLevelSite: "https://news.example", hasCrossSiteAncestor: true },
  });
});
