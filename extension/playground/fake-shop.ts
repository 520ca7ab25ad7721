/** The shop that the playground inspects: its session, its cookies and its responses. */

import type { Cause } from "sessionscope/protocol";
import type { Cookie } from "../cookies/cookie.ts";
import type { FakeServer } from "./fake-server.ts";

export const shopUrl = "http://localhost:3000/cart";
export const sessionKey = "k3v9qTz8Lw4nRb1yXe7uHs5mPc0ax2q7";

const second = 1000;
const minute = 60 * second;
const day = 24 * 60 * minute;

const request = (method: string, path: string, ago: number): Cause => ({
  by: "request",
  method,
  path,
  at: Date.now() - ago,
});

export function fillShop(server: FakeServer): void {
  const login = request("POST", "/login", 3 * minute);
  const session = server.sessions.open(
    sessionKey,
    { user_id: 42, user_name: "Ada Lovelace", remember_me: true, visits: 17 },
    login,
  );
  const put = (key: string, value: unknown, changed: Cause | null) =>
    session.entries.set(key, { text: JSON.stringify(value), changed });
  const add = request("POST", "/cart/add", 2 * second);
  put("visits", 17, request("GET", "/products/enamel-mug", 11 * second));
  put("last_seen", new Date(Date.now() - 2 * second).toISOString(), add);
  put("referrer", null, request("GET", "/", 102 * minute));
  put(
    "cart",
    {
      items: [
        { name: "Enamel mug, 350 ml", qty: 2, price: 14.5, options: { colour: "Sage", engraving: null } },
        { name: "Organic T-shirt, M", qty: 1, price: 24, options: { colour: "Ink" } },
        { name: "Linen tote", qty: 1, price: 18, options: {} },
      ],
      coupon: null,
    },
    add,
  );
  put("flash", { success: ["Linen tote added"] }, add);
  put("testcookie", "worked", request("GET", "/login", 3 * minute));
  put("api_token", "sk_live_51HxVt0Qm8sKd9fKq2vW0sYtB7nLxD4hJ8gRz1cMpE0aTqKw", login);
  server.sessions.redacted.add("api_token");
  Object.assign(session, {
    revision: 17,
    createdAt: Date.now() - 102 * minute,
    modifiedAt: add.at,
    lastChange: add,
    user: "42",
  });
}

/** A few requests of the shop before the panel was opened, in its timeline. */
export function fillTimeline(server: FakeServer): void {
  const { sessions } = server;
  const now = Date.now();
  const at = (seconds: number) => ({ at: now - seconds * second });
  const guest = "k-guest";
  sessions.open(guest, { visits: 3, last_seen: new Date(now - 200 * second).toISOString() });
  sessions.look(guest, { method: "GET", path: "/", read: ["visits"], ...at(190) });
  sessions.change(
    guest,
    { visits: 4, testcookie: "worked" },
    { method: "GET", path: "/login", read: ["visits"], ...at(185) },
  );
  sessions.change(
    guest,
    { user_id: 42, user_name: "Ada Lovelace", testcookie: undefined },
    { method: "POST", path: "/login", status: 303, read: ["testcookie"], ...at(180) },
  );
  const long = "Lorem ipsum dolor sit amet. ".repeat(900);
  sessions.change(guest, { draft: long }, { method: "POST", path: "/review", read: [], ...at(120) });
  sessions.look(guest, {
    method: "POST",
    path: "/review",
    status: 500,
    failure: "too-large",
    message: "The session takes 1240000 bytes; at most 1048576 are possible here.",
    ...at(110),
  });
  sessions.look(guest, {
    method: "POST",
    path: "/cart/add",
    status: 503,
    failure: "store-failed",
    message: "The Database (SQLite) session store failed to load: database is locked",
    ...at(100),
  });
  sessions.flush(guest, { method: "POST", path: "/logout", status: 303, ...at(90) });
  sessions.look(sessionKey, { method: "GET", path: "/products/enamel-mug", read: ["visits", "cart"], ...at(11) });
  sessions.timeline.withoutSession = 24;
}

/** Gives the session thousands of keys and a long text, to show that the panel stays fast. */
export function fillBig(server: FakeServer): void {
  const rows = Object.fromEntries(
    Array.from({ length: 2000 }, (_, index) => [
      `key_${index.toString().padStart(4, "0")}`,
      { id: index, name: `Item ${index}`, tags: ["a", "b", "c"], nested: { deep: { deeper: index * 2 } } },
    ]),
  );
  server.sessions.open(sessionKey, { ...rows, long_text: "Lorem ipsum dolor sit amet. ".repeat(4000) });
}

const visitors = ["Grace Hopper", "Edsger Dijkstra", "Barbara Liskov", "Donald Knuth", "Frances Allen", "Ken Thompson"];

/** Fills the store with sessions of other visitors, one in twelve of them expired. */
export function fillStore(server: FakeServer, count = 60): void {
  const now = Date.now();
  for (let index = 0; index < count; index++) {
    const name = index % 5 < 2 ? null : visitors[index % visitors.length]!;
    const pages = Object.fromEntries(
      Array.from({ length: index % 7 }, (_, page) => [`page_${page}`, `/products/${page}`]),
    );
    const session = server.sessions.open(`other-visitor-${index}`, {
      ...(name !== null && { user_id: index, user_name: name }),
      visits: index + 1,
      ...pages,
      ...(index % 4 === 0 && { cart: { items: [{ name: "Enamel mug, 350 ml", qty: index }], coupon: null } }),
      ...(index % 3 === 0 && { api_token: `sk_live_${index}` }),
    });
    const ago = index % 12 === 11 ? 15 * day + index * minute : index * index * second;
    Object.assign(session, {
      revision: 1 + index,
      createdAt: now - ago - index * minute,
      modifiedAt: now - ago,
      user: name === null ? null : `${index}`,
      expiry: index % 9 === 3 ? { kind: "browser-close" } : { kind: "policy" },
    });
  }
}

const base64url = (value: unknown) =>
  btoa(JSON.stringify(value)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

export function shopCookies(now: number): readonly (Pick<Cookie, "name" | "value"> & Partial<Cookie>)[] {
  const seconds = Math.floor(now / 1000);
  const token = [
    base64url({ alg: "RS256", kid: "demo" }),
    base64url({ sub: "42", name: "Ada Lovelace", iat: seconds - 840, exp: seconds + 3240 }),
    "c2lnbmF0dXJl".repeat(28),
  ].join(".");
  return [
    { name: "sessionid", value: sessionKey, httpOnly: true, expiresAt: now + 14 * day - minute },
    {
      name: "__Host-device",
      value: "d_8YxN4kT2vB",
      httpOnly: true,
      secure: true,
      sameSite: "strict",
      expiresAt: now + 400 * day - minute,
    },
    {
      name: "__Host-pay",
      value: "p_51HxVt0Qm8sKd",
      domain: "pay.test",
      httpOnly: true,
      secure: true,
      sameSite: "none",
      partition: { topLevelSite: "http://localhost", crossSiteAncestor: true },
    },
    {
      name: "_ga",
      value: "GA1.1.1844674407.1795430043",
      domain: "metrics.test",
      hostOnly: false,
      secure: true,
      sameSite: "none",
      expiresAt: now + 400 * day - minute,
    },
    {
      name: "cart_preview",
      value: encodeURIComponent(JSON.stringify({ n: 3, total: "71.00" })),
      path: "/cart",
      expiresAt: now + 7 * day - minute,
    },
    { name: "csrftoken", value: "9fKq2vW0sYtB7nLxD4hJ8gRz1cMpE0aT", expiresAt: now + 365 * day - minute },
    { name: "id_token", value: token, expiresAt: now + 54 * minute + 30 * second },
    { name: "locale", value: "en-GB", expiresAt: now + 365 * day - minute },
    { name: "remember", value: "s%3A42.Hq0vPz7kJr2dW9nYtLbXc4", httpOnly: true, expiresAt: now + 30 * day - minute },
    { name: "theme", value: "dark", sameSite: "unspecified" },
  ];
}

/** The responses of the page, the newest last. Browsers refuse the cookie `promo`. */
export const shopResponses = (now: number, path: string) => {
  const announce = ["Sessionscope", `v=1; path=${path}; request=r1`] as const;
  return [
    {
      url: "http://localhost:3000/",
      at: now - 4 * minute,
      headers: [announce, ["Set-Cookie", "promo=SPRING25; Path=/; Max-Age=604800; SameSite=None"] as const],
    },
    { url: "https://pay.test/frame", at: now - 3 * minute, headers: [] },
    { url: "https://www.metrics.test/g/collect", at: now - 3 * minute, headers: [] },
    { url: "http://localhost:3000/cart/add", method: "POST", status: 303, at: now - 2 * second, headers: [announce] },
    { url: shopUrl, at: now - second, headers: [announce] },
  ];
};
