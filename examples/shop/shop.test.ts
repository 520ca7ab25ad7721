import type { AddressInfo } from "node:net";
import express from "express";
import { createSessions } from "sessionscope";
import { MemoryStore } from "sessionscope/stores/memory";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { startService } from "../../scripts/services/services.ts";
import { type Running, startExample, TestBrowser } from "../test-browser.ts";
import { showError } from "./errors.ts";
import { createShop } from "./shop.ts";

describe("the shop, as it is started", () => {
  let shop: Running;
  beforeAll(async () => {
    shop = await startExample("shop/server.ts");
  });
  afterAll(() => shop.stop());
  const visitor = () => new TestBrowser(shop.origin);

  test("counts page views and remembers the last one", async () => {
    const ada = visitor();
    expect((await ada.get("/")).byId("visits")).toBe("1");
    expect((await ada.get("/products/enamel-mug")).byId("visits")).toBe("2");
    const third = await ada.get("/");
    expect(third.byId("visits")).toBe("3");
    const [, seen] = /id="last-seen" datetime="([^"]+)"/.exec(third.text) ?? [];
    expect(new Date(seen!).toISOString()).toBe(seen);
    expect((await visitor().get("/")).byId("visits")).toBe("1");
  });

  test("fills a cart with nested values, takes a coupon, changes and removes", async () => {
    const ada = visitor();
    expect((await ada.get("/cart")).byId("cart-empty")).toContain("Nothing in it yet");
    const mug = { product: "enamel-mug", colour: "Sage", engraving: "Ada" };
    expect((await ada.post("/cart/add", mug)).byId("flash")).toBe("Enamel mug, 350 ml added.");
    await ada.post("/cart/add", mug);
    const filled = await ada.post("/cart/add", { product: "linen-tote", colour: "Natural" });
    expect(filled.path).toBe("/cart");
    expect(filled.byId("cart-count")).toBe("3");
    expect(filled.byId("item-0")).toContain("colour: Sage, engraving: Ada");
    expect(filled.byId("total")).toBe("€47.00");
    const again = await ada.get("/cart");
    expect([again.byId("flash"), again.byId("cart-count")]).toEqual([undefined, "3"]);
    const reduced = await ada.post("/cart/coupon", { coupon: "welcome10" });
    expect([reduced.byId("coupon-used"), reduced.byId("total")]).toEqual(["WELCOME10", "€42.30"]);
    expect((await ada.post("/cart/coupon", { coupon: "constructor" })).byId("flash")).toBe(
      "There is no coupon CONSTRUCTOR.",
    );
    await ada.post("/cart/quantity", { item: "1", qty: "5" });
    expect((await ada.get("/cart")).byId("cart-count")).toBe("7");
    expect((await ada.post("/cart/quantity", { item: "0", qty: "0" })).byId("cart-count")).toBe("5");
  });

  test("signs in under a new key and out without a trace", async () => {
    const ada = visitor();
    await ada.post("/cart/add", { product: "notebook", colour: "Ink" });
    await ada.get("/login");
    const before = ada.cookies.get("sessionid");
    const signedIn = await ada.post("/login", { name: "Ada Lovelace", remember: "on" });
    expect([signedIn.byId("user-name"), signedIn.byId("flash")]).toEqual(["Ada Lovelace", "Welcome, Ada Lovelace."]);
    expect(signedIn.byId("cart-count")).toBe("1");
    const after = ada.cookies.get("sessionid");
    expect(after).not.toBe(before);
    const thief = visitor();
    thief.cookies.set("sessionid", before!);
    expect((await thief.get("/")).byId("user-name")).toBeUndefined();
    const out = await ada.post("/logout");
    expect([out.path, out.byId("signed-out")?.includes("You are signed out")]).toEqual(["/goodbye", true]);
    expect(ada.cookies.size).toBe(0);
    ada.cookies.set("sessionid", after!);
    expect((await ada.get("/")).byId("user-name")).toBeUndefined();
  });

  test("remembers for 30 days, or until the browser closes", async () => {
    const signIn = async (fields: Record<string, string>) => {
      const browser = visitor();
      await browser.get("/login");
      await browser.post("/login", { name: "Grace", ...fields });
      return { end: (await browser.get("/account")).byId("session-end"), line: (await browser.get("/")).setCookies[0] };
    };
    const short = await signIn({});
    expect(short.end).toBe("you close the browser");
    expect(short.line).not.toMatch(/max-age/i);
    const long = await signIn({ remember: "on" });
    expect(long.end).toMatch(/\d{4}/);
    expect(long.line).toMatch(/Max-Age=2592000/);
  });

  test("ends a user's other sessions", async () => {
    const [here, there] = [visitor(), visitor()];
    for (const browser of [here, there]) {
      await browser.get("/login");
      await browser.post("/login", { name: "Mary" });
    }
    expect((await here.get("/account")).byId("other-sessions")).toBe("1 other session");
    expect((await here.post("/account/sign-out-elsewhere")).byId("flash")).toBe("Ended 1 other session.");
    expect((await here.get("/account")).byId("other-sessions")).toBe("0 other sessions");
    expect((await there.get("/")).byId("user-name")).toBeUndefined();
  });

  test("orders only when signed in", async () => {
    const ada = visitor();
    await ada.post("/cart/add", { product: "t-shirt", colour: "Ink" });
    expect(await ada.post("/checkout")).toMatchObject({ path: "/login" });
    await ada.post("/login", { name: "Ada" });
    const thanks = await ada.post("/checkout");
    expect([thanks.byId("flash"), thanks.byId("cart-count")]).toEqual(["Thank you! Your order is on its way.", "0"]);
  });

  test("finds out whether the browser keeps cookies", async () => {
    const ada = visitor();
    expect((await ada.post("/cookies/check")).byId("cookies-work")).toContain("The cookie came back");
    const strict = visitor();
    strict.keepsCookies = false;
    expect((await strict.post("/cookies/check")).byId("cookies-work")).toContain("did not come back");
    await strict.get("/login");
    expect((await strict.post("/login", { name: "Ada" })).byId("cookies-work")).toContain("did not come back");
  });

  test("gives no cookie to a visitor without a session, and serves its files to everyone", async () => {
    for (const [path, status] of [
      ["/shop.css", 200],
      ["/icon.svg", 200],
      ["/goodbye", 200],
      ["/nowhere", 404],
    ] as const) {
      const page = await visitor().get(path);
      expect([path, page.status, page.setCookies]).toEqual([path, status, []]);
      expect(page.headers.get("vary")).toBeNull();
    }
  });

  test("escapes what a visitor enters", async () => {
    const ada = visitor();
    await ada.get("/login");
    const page = await ada.post("/login", { name: '<b id="evil">"A"</b>' });
    expect(page.byId("evil")).toBeUndefined();
    expect(page.byId("user-name")).toBe("&lt;b id=&quot;evil&quot;&gt;&quot;A&quot;&lt;/b&gt;");
  });

  test("announces its debug endpoint, and ends cleanly", async () => {
    expect((await visitor().get("/")).headers.get("sessionscope")).toMatch(/^v=1; path=\/__sessionscope__;/);
    const refused = await visitor().send("/__sessionscope__", { method: "POST", body: "{}" });
    expect(refused.status).toBe(404);
    const other = await startExample("shop/server.ts", { NODE_ENV: "production" });
    expect((await new TestBrowser(other.origin).get("/")).headers.get("sessionscope")).toBeNull();
    expect(await other.stop()).toBe(0);
  });
});

test("while its database server is dead the shop answers 503 and keeps everyone signed in, even a user who signs out", async () => {
  await using redis = await startService("redis");
  await using shop = await startExample("shop/server.ts", { SESSION_STORE: redis.url });
  const ada = new TestBrowser(shop.origin);
  await ada.get("/login");
  await ada.post("/login", { name: "Ada" });
  await ada.post("/cart/add", { product: "notebook", colour: "Ink" });
  const key = ada.cookies.get("sessionid");
  await redis.kill();
  for (const path of ["/", "/cart", "/account"]) {
    const page = await ada.get(path);
    expect([path, page.status, page.setCookies, page.byId("store-down") !== undefined]).toEqual([path, 503, [], true]);
  }
  // A user who is still signed in must not be told otherwise.
  const out = await ada.post("/logout");
  expect([out.path, out.status, out.setCookies]).toEqual(["/logout", 503, []]);
  await redis.start();
  await expect.poll(async () => (await ada.get("/cart")).status).toBe(200);
  const back = await ada.get("/cart");
  expect([back.byId("user-name"), back.byId("cart-count"), ada.cookies.get("sessionid")]).toEqual(["Ada", "1", key]);
});

describe("the shop's error pages", () => {
  /** A store whose writes a test can hold back or fail. */
  class TroubledStore extends MemoryStore {
    before: () => Promise<void> | void = () => {};
    beforeMove: () => Promise<void> | void = () => {};
    override async commit(...args: Parameters<MemoryStore["commit"]>) {
      await this.before();
      return super.commit(...args);
    }
    override async rotate(...args: Parameters<MemoryStore["rotate"]>) {
      await this.beforeMove();
      return super.rotate(...args);
    }
    override async create(...args: Parameters<MemoryStore["create"]>) {
      await this.before();
      return super.create(...args);
    }
  }

  async function start() {
    const store = new TroubledStore();
    const sessions = await createSessions({ store });
    const server = createShop(sessions).listen(0);
    onTestFinished(() => void server.close());
    const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
    return { store, origin, ada: new TestBrowser(origin) };
  }

  test("answers 503 when the store is down: nobody is signed out, nothing is lost", async () => {
    const logged = vi.spyOn(console, "error").mockImplementation(() => {});
    onTestFinished(() => logged.mockRestore());
    const { store, ada } = await start();
    await ada.post("/cart/add", { product: "notebook", colour: "Ink" });
    const key = ada.cookies.get("sessionid");
    store.before = () => {
      throw new Error("connection refused");
    };
    const down = await ada.post("/cart/add", { product: "notebook", colour: "Ink" });
    expect([down.status, down.headers.get("retry-after"), down.setCookies]).toEqual([503, "5", []]);
    expect(down.byId("store-down")).toContain("You have not been signed out");
    store.before = () => {};
    expect((await ada.get("/cart")).byId("cart-count")).toBe("1");
    expect(ada.cookies.get("sessionid")).toBe(key);
  });

  test("answers 400 when the session ended meanwhile, and changes nothing", async () => {
    const { store, ada, origin } = await start();
    await ada.get("/");
    const other = new TestBrowser(origin);
    other.cookies.set("sessionid", ada.cookies.get("sessionid")!);
    const reached = Promise.withResolvers<void>();
    const signedOut = Promise.withResolvers<void>();
    store.before = () => {
      reached.resolve();
      return signedOut.promise;
    };
    const pending = other.post("/cart/add", { product: "notebook", colour: "Ink" });
    await reached.promise;
    await ada.post("/logout");
    signedOut.resolve();
    const interrupted = await pending;
    expect([interrupted.status, interrupted.setCookies]).toEqual([400, []]);
    expect(interrupted.byId("interrupted")).toContain("Your session ended");
  });

  test.each(["takes", "loses"])(
    "two clicks on Sign in: a browser that %s the first answer is signed in",
    async (does) => {
      const { store, ada, origin } = await start();
      await ada.post("/cart/add", { product: "notebook", colour: "Ink" });
      await ada.get("/login");
      const first = new TestBrowser(origin);
      first.cookies.set("sessionid", ada.cookies.get("sessionid")!);
      const moves: (() => void)[] = [];
      store.beforeMove = () => new Promise((resolve) => moves.push(resolve));
      const clicks = [first.post("/login", { name: "Ada" }), ada.post("/login", { name: "Ada" })] as const;
      await expect.poll(() => moves.length).toBe(2);
      store.beforeMove = () => {};
      moves[0]!();
      await clicks[0];
      if (does === "takes") ada.cookies.set("sessionid", first.cookies.get("sessionid")!);
      moves[1]!();
      const shown = await clicks[1];
      expect([shown.status, shown.path, shown.byId("user-name")]).toEqual([200, "/", "Ada"]);
      expect((await ada.get("/account")).byId("user-name")).toBe("Ada");
    },
  );

  test("answers 400 to a malformed request and 500 to a bug of its own, without details", async () => {
    const logged = vi.spyOn(console, "error").mockImplementation(() => {});
    onTestFinished(() => logged.mockRestore());
    const { ada } = await start();
    const type = "application/x-www-form-urlencoded; charset=nonsense";
    const unread = await ada.send("/cart/add", { method: "POST", headers: { "Content-Type": type }, body: "a=b" });
    expect([unread.status, unread.byId("bad-request") !== undefined]).toEqual([415, true]);
    expect((await ada.get("/products/%E0%A4%A")).status).toBe(400);
    expect(logged).not.toHaveBeenCalled();

    const broken = express();
    broken.get("/", () => {
      throw new Error("the password is 1234");
    });
    const server = broken.use(showError).listen(0);
    onTestFinished(() => void server.close());
    const page = await new TestBrowser(`http://localhost:${(server.address() as AddressInfo).port}`).get("/");
    expect([page.status, page.byId("broken") !== undefined]).toEqual([500, true]);
    expect(page.text).not.toContain("1234");
    expect(logged).toHaveBeenCalledTimes(1);
  });
});
