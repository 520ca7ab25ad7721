import { beforeAll, describe, expect, test, vi } from "vitest";
import { loadSites } from "../../../../cookies/site.ts";
import { held, names, row, type Scene, scenes, sentence, setCookie, settle, url } from "../test-scene.ts";
import { storeImported } from "../transfer/store-imported.ts";

beforeAll(loadSites);

const open = scenes();

describe("the list", () => {
  test("has every cookie of the page, also of other paths, and the session cookie first", async () => {
    const scene = await open();
    expect(names(scene)).toEqual(["sessionid", "cart", "theme"]);
    expect(row(scene, "sessionid").session).toBe(true);
    expect(scene.state.list.counts.value).toMatchObject({ all: 3, held: 3, shown: 3, bytes: 12 + 21 + 9, refused: 0 });
  });

  test("has the cookies of hosts that the page sent requests to, if the user allows them", async () => {
    const scene = await open(
      (browser) => {
        browser.putCookie({ name: "pay", value: "1", domain: "pay.test", secure: true, sameSite: "none" });
        browser.putCookie({ name: "spy", value: "1", domain: "spy.test", secure: true, sameSite: "none" });
        browser.respond({ url: "https://pay.test/frame" });
        browser.respond({ url: "https://spy.test/pixel" });
      },
      ["https://spy.test"],
    );
    expect(names(scene)).toEqual(["sessionid", "cart", "pay", "theme"]);
    expect(row(scene, "pay").thirdParty).toBe(true);
    scene.state.list.filter.thirdParties.value = false;
    expect(names(scene)).toEqual(["sessionid", "cart", "theme"]);
  });

  test("leaves out the hosts that only an earlier page sent requests to", async () => {
    const html = { url, headers: [["Content-Type", "text/html; charset=utf-8"]] as const };
    const scene = await open((browser) => {
      browser.putCookie({ name: "pay", value: "1", domain: "pay.test", secure: true, sameSite: "none" });
      browser.respond({ url: "https://pay.test/frame", at: Date.now() - 5000 });
      browser.respond({ ...html, at: Date.now() - 4000 });
    });
    expect(names(scene)).not.toContain("pay");
    scene.browser.respond({ url: "https://pay.test/frame", at: Date.now() });
    await settle();
    expect(names(scene)).toContain("pay");
  });

  test("shows cookies that the browser adds and drops", async () => {
    const scene = await open();
    scene.browser.putCookie({ name: "new", value: "1" });
    scene.browser.dropCookie("theme");
    await settle();
    expect(names(scene)).toEqual(["sessionid", "cart", "new"]);
  });

  test("drops a cookie when it expires, though the browser does not report it", async () => {
    const scene = await open((browser) =>
      browser.putCookie({ name: "short", value: "1", expiresAt: Date.now() + 5000 }),
    );
    expect(names(scene)).toContain("short");
    await vi.advanceTimersByTimeAsync(6000);
    expect(names(scene)).not.toContain("short");
    expect(scene.state.known.jarChanges.value.size).toBe(1);
  });

  test("is filtered and sorted", async () => {
    const scene = await open();
    scene.state.list.filter.typed.value = "-is:session";
    expect(names(scene)).toEqual(["cart", "theme"]);
    scene.state.list.table.sortBy("name");
    expect(names(scene)).toEqual(["theme", "cart"]);
    scene.state.list.filter.typed.value = "nothing";
    expect(names(scene)).toEqual([]);
  });

  test("starts over on the page of another site", async () => {
    const scene = await open((browser) => browser.respond(setCookie("promo=1; SameSite=None")));
    expect(names(scene)).toContain("promo");
    scene.browser.navigate("https://other.example/");
    scene.browser.putCookie({ name: "there", value: "1" });
    await settle();
    expect(names(scene)).toEqual(["there"]);
  });

  test("has only the cookies that the rules refuse while the user allows no others", async () => {
    const scene = await open(
      (browser) => browser.respond(setCookie("promo=1; SameSite=None")),
      ["http://localhost:3000"],
    );
    expect(scene.panel.allowed.value).toBe(false);
    expect(names(scene)).toEqual(["promo"]);
    expect(row(scene, "promo").refused?.checked).toBe(false);
  });
});

test.each([
  ["firefox", "foo; Path=/", { name: "foo", value: "" }],
  ["chromium", "foo; Path=/", { name: "", value: "foo" }],
  ["chromium", "=foo; Path=/", { name: "", value: "foo" }],
])("in %s the cookie of the line %s is one row", async (rules, line, cookie) => {
  const scene = await open((browser) => {
    Object.assign(browser.platform.cookies, { rules });
    browser.putCookie(cookie);
    browser.respond(setCookie(line));
  });
  const rows = scene.state.list.rows.value.filter(({ cookie: { name, value } }) => name + value === "foo");
  expect(rows).toMatchObject([{ cookie, refused: null }]);
});

describe("a refused cookie", () => {
  test("is in the list with the reason until the browser stores it", async () => {
    const scene = await open();
    scene.browser.respond(setCookie("promo=1; Path=/; SameSite=None"));
    await settle();
    expect(row(scene, "promo").refused).toMatchObject({
      refusal: { reason: "SameSiteNoneInsecure" },
      times: 1,
      checked: true,
    });
    scene.browser.putCookie({ name: "promo", value: "1" });
    scene.browser.respond(setCookie("promo=1; Path=/; SameSite=Lax"));
    await settle();
    expect(row(scene, "promo").refused).toBeNull();
  });

  test("is not a cookie that a script removed later", async () => {
    const scene = await open();
    scene.browser.putCookie({ name: "flash", value: "1", sameSite: "unspecified" });
    scene.browser.respond(setCookie("flash=1; Path=/"));
    await settle();
    scene.browser.dropCookie("flash");
    await settle();
    expect(names(scene)).not.toContain("flash");
  });

  test("can be stored from a corrected line", async () => {
    const scene = await open((browser) => browser.respond(setCookie("promo=1; Path=/; SameSite=None")));
    const promo = row(scene, "promo");
    await scene.state.rowEdits.saveCorrected(promo, promo.refused!.refusal.fixes[1]!);
    expect(held(scene, "promo")).toMatchObject({ value: "1", sameSite: "lax" });
    expect(sentence(scene)).toBe("Added promo.");
  });

  test("can be taken off the list and put back", async () => {
    const scene = await open((browser) => browser.respond(setCookie("promo=1; SameSite=None")));
    await scene.state.rowEdits.remove([row(scene, "promo")]);
    expect(names(scene)).not.toContain("promo");
    expect(sentence(scene)).toBe("Took promo off the list.");
    await scene.panel.undo.undo();
    expect(names(scene)).toContain("promo");
  });
});

test("only the rules refuse cookies where the browser shows extensions no cookies", async () => {
  const scene = await open((browser) => {
    browser.platform.cookies.shows = () => false;
  });
  scene.browser.respond(setCookie("promo=1; Path=/"));
  scene.browser.respond(setCookie("bad=1; Path=/; SameSite=None"));
  await settle();
  expect(names(scene)).toEqual(["bad"]);
  expect(row(scene, "bad").refused?.checked).toBe(false);
});

describe("the author of a change", () => {
  const log = (scene: Scene, name: string) => {
    scene.state.list.table.choose(row(scene, name).id);
    return scene.state.detail.changes.value.map(({ kind, by }) => [kind, by]);
  };

  test("is the response, listed once, also when its line comes after the cookie was seen", async () => {
    const scene = await open();
    const at = Date.now();
    scene.browser.putCookie({ name: "sid", value: "1", httpOnly: true });
    await settle();
    expect(log(scene, "sid")).toEqual([["set", "unknown"]]);
    scene.browser.respond(setCookie("sid=1; Path=/; HttpOnly; SameSite=Lax", { at }));
    await settle();
    expect(log(scene, "sid")).toEqual([["set", { method: "GET", path: "/cart" }]]);
  });

  test("is unknown while the browser did not show the lines of a response", async () => {
    const scene = await open();
    scene.browser.putCookie({ name: "lang", value: "en" });
    scene.browser.respond({ url, whole: false });
    await settle();
    expect(log(scene, "lang")).toEqual([["set", "unknown"]]);
  });

  test("is the response that changes a cookie right after the user did", async () => {
    const scene = await open();
    const theme = row(scene, "theme");
    scene.state.drafts.type(theme, { value: "light" });
    await scene.state.rowEdits.save(theme);
    await vi.advanceTimersByTimeAsync(1);
    scene.browser.putCookie({ name: "theme", value: "sepia" });
    scene.browser.respond(setCookie("theme=sepia; Path=/; SameSite=Lax", { at: Date.now() }));
    await settle();
    expect(log(scene, "theme")).toEqual([
      ["set", { method: "GET", path: "/cart" }],
      ["changed", "you"],
    ]);
  });

  test("is the user for every cookie of an import that takes a while", async () => {
    const scene = await open();
    const { set } = scene.browser.platform.cookies;
    scene.browser.platform.cookies.set = async (cookie) => {
      const kept = await set(cookie);
      await new Promise((resolve) => setTimeout(resolve, 300));
      return kept;
    };
    const theme = row(scene, "theme").cookie;
    const importing = storeImported(
      scene.context,
      ["a", "b", "c"].map((name) => ({ ...theme, name })),
    );
    await vi.advanceTimersByTimeAsync(2000);
    await importing;
    for (const name of ["a", "b", "c"]) expect(log(scene, name)).toEqual([["set", "you"]]);
  });
});
