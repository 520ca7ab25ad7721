import { expect, test } from "vitest";
import { isPublicSuffix, registrable, relation } from "./site.ts";

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
