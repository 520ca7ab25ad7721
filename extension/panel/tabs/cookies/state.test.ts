import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Cookie } from "../../../cookies/cookie.ts";
import { type FakeBrowser, fakeBrowser, type Messages } from "../../../platform/fake.ts";
import { FakeServer } from "../../../playground/fake-server.ts";
import messages from "../../../public/_locales/en/messages.json" with { type: "json" };
import { createPanel, type Panel } from "../../state.ts";
import type { Row } from "./known/cookie-rows.ts";
import { type CookiesState, createCookies } from "./state.ts";

const url = "http://localhost:3000/cart";
const day = 86_400_000;

let end: AbortController;
beforeEach(() => {
  vi.useFakeTimers();
  end = new AbortController();
});
afterEach(() => {
  end.abort();
  vi.useRealTimers();
});

interface Scene {
  readonly browser: FakeBrowser;
  readonly panel: Panel;
  readonly state: CookiesState;
}

async function open(
  arrange: (browser: FakeBrowser) => void = () => {},
  refused: readonly string[] = [],
): Promise<Scene> {
  const server = new FakeServer();
  server.sessions.open("key", { visits: 1 });
  const browser = fakeBrowser({ messages: messages as Messages, url, fetch: server.fetch, refused });
  browser.putCookie({ name: "sessionid", value: "key", httpOnly: true, expiresAt: Date.now() + 14 * day });
  browser.putCookie({ name: "theme", value: "dark" });
  browser.putCookie({ name: "cart", value: "%7B%22n%22%3A3%7D", path: "/cart" });
  arrange(browser);
  const panel = await createPanel(browser.platform, end.signal);
  const state = createCookies(panel, end.signal);
  await settle();
  return { browser, panel, state };
}
const settle = () => vi.advanceTimersByTimeAsync(400);
const names = ({ state }: Scene) => state.table.rows.value.map((row) => row.cookie.name);
const row = ({ state }: Scene, name: string): Row => state.rows.value.find((one) => one.cookie.name === name)!;
const held = ({ browser }: Scene, name: string): Cookie | undefined => browser.jar().find((one) => one.name === name);
const sentence = ({ panel }: Scene) => panel.history.strip.value?.sentence;
const setCookie = (line: string, more: { url?: string; at?: number } = {}) => ({
  url,
  ...more,
  headers: [["Set-Cookie", line]] as const,
});

describe("the list", () => {
  test("has every cookie of the page, other paths included, the session first", async () => {
    const scene = await open();
    expect(names(scene)).toEqual(["sessionid", "cart", "theme"]);
    expect(row(scene, "sessionid").session).toBe(true);
    expect(scene.state.counts.value).toMatchObject({ all: 3, held: 3, shown: 3, bytes: 12 + 21 + 9, refused: 0 });
  });

  test("has the cookies of the hosts that the page asked, as far as they are allowed", async () => {
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
    scene.state.thirdParties.value = false;
    expect(names(scene)).toEqual(["sessionid", "cart", "theme"]);
  });

  test("leaves out hosts that an earlier page asked", async () => {
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

  test("follows what the browser does", async () => {
    const scene = await open();
    scene.browser.putCookie({ name: "new", value: "1" });
    scene.browser.dropCookie("theme");
    await settle();
    expect(names(scene)).toEqual(["sessionid", "cart", "new"]);
  });

  test("loses a cookie when its time is over, without being told", async () => {
    const scene = await open((browser) =>
      browser.putCookie({ name: "short", value: "1", expiresAt: Date.now() + 5000 }),
    );
    expect(names(scene)).toContain("short");
    await vi.advanceTimersByTimeAsync(6000);
    expect(names(scene)).not.toContain("short");
    expect(scene.state.observed.chronicle.value.size).toBe(1);
  });

  test("filters and sorts", async () => {
    const scene = await open();
    scene.state.filter.value = "-is:session";
    expect(names(scene)).toEqual(["cart", "theme"]);
    scene.state.table.sortBy("name");
    expect(names(scene)).toEqual(["theme", "cart"]);
    scene.state.filter.value = "nothing";
    expect(names(scene)).toEqual([]);
  });

  test("of another site begins anew", async () => {
    const scene = await open((browser) => browser.respond(setCookie("promo=1; SameSite=None")));
    expect(names(scene)).toContain("promo");
    scene.browser.navigate("https://other.example/");
    scene.browser.putCookie({ name: "there", value: "1" });
    await settle();
    expect(names(scene)).toEqual(["there"]);
  });

  test("is empty without permission, but shows what the rules refuse", async () => {
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
])("in %s the line %s is one row", async (rules, line, cookie) => {
  const scene = await open((browser) => {
    Object.assign(browser.platform.cookies, { rules });
    browser.putCookie(cookie);
    browser.respond(setCookie(line));
  });
  const rows = scene.state.rows.value.filter(({ cookie: { name, value } }) => name + value === "foo");
  expect(rows).toMatchObject([{ cookie, refused: null }]);
});

describe("a refused cookie", () => {
  test("stands in the list with the reason, and goes when it is stored after all", async () => {
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

  test("is not one that a script removed later", async () => {
    const scene = await open();
    scene.browser.putCookie({ name: "flash", value: "1", sameSite: "unspecified" });
    scene.browser.respond(setCookie("flash=1; Path=/"));
    await settle();
    scene.browser.dropCookie("flash");
    await settle();
    expect(names(scene)).not.toContain("flash");
  });

  test("can be set as corrected", async () => {
    const scene = await open((browser) => browser.respond(setCookie("promo=1; Path=/; SameSite=None")));
    const promo = row(scene, "promo");
    await scene.state.setCorrected(promo, promo.refused!.refusal.fixes[1]!);
    expect(held(scene, "promo")).toMatchObject({ value: "1", sameSite: "lax" });
    expect(sentence(scene)).toBe("Added promo.");
  });

  test("can be waved away and fetched back", async () => {
    const scene = await open((browser) => browser.respond(setCookie("promo=1; SameSite=None")));
    await scene.state.actions.remove([row(scene, "promo")]);
    expect(names(scene)).not.toContain("promo");
    expect(sentence(scene)).toBe("Took promo off the list.");
    await scene.panel.history.undo();
    expect(names(scene)).toContain("promo");
  });
});

describe("editing", () => {
  test("a value in place, and back", async () => {
    const scene = await open();
    scene.state.edit(row(scene, "theme"), "value");
    scene.state.drafts.type(row(scene, "theme"), { value: "light" });
    await scene.state.apply(row(scene, "theme"));
    expect(held(scene, "theme")?.value).toBe("light");
    expect(row(scene, "theme").cookie.value).toBe("light");
    expect(sentence(scene)).toBe("Set theme to light.");
    expect(scene.state.drafts.cell.value).toBeNull();
    await scene.panel.history.undo();
    expect(held(scene, "theme")?.value).toBe("dark");
    expect(sentence(scene)).toBe("Put back theme.");
    await scene.panel.history.redo();
    expect(held(scene, "theme")?.value).toBe("light");
  });

  test("a name moves the cookie", async () => {
    const scene = await open();
    scene.state.edit(row(scene, "theme"), "name");
    scene.state.drafts.type(row(scene, "theme"), { name: "skin" });
    await scene.state.apply(row(scene, "theme"));
    expect(sentence(scene)).toBe("Renamed theme to skin.");
    expect([held(scene, "theme"), held(scene, "skin")?.value]).toEqual([undefined, "dark"]);
    expect(scene.state.table.current.value?.cookie.name).toBe("skin");
    await scene.panel.history.undo();
    expect(scene.state.table.current.value?.cookie.name).toBe("theme");
    expect([held(scene, "theme")?.value, held(scene, "skin")]).toEqual(["dark", undefined]);
  });

  test("a name that exists is taken over, and given back", async () => {
    const scene = await open((browser) => browser.putCookie({ name: "skin", value: "old" }));
    scene.state.drafts.type(row(scene, "theme"), { name: "skin" });
    await scene.state.apply(row(scene, "theme"));
    expect(held(scene, "skin")?.value).toBe("dark");
    await scene.panel.history.undo();
    expect([held(scene, "theme")?.value, held(scene, "skin")?.value]).toEqual(["dark", "old"]);
  });

  test("does not send what cannot be stored, and says why after a rest", async () => {
    const scene = await open();
    const theme = row(scene, "theme");
    scene.state.edit(theme, "sameSite");
    scene.state.drafts.type(theme, { sameSite: "none" });
    expect(scene.state.drafts.told.value).toBe(false);
    await settle();
    expect(scene.state.drafts.told.value).toBe(true);
    expect(scene.state.drafts.problemOf(theme)).toEqual({ field: "secure", sentence: ["refusalNoneInsecure"] });
    await scene.state.apply(theme);
    expect(held(scene, "theme")?.sameSite).toBe("lax");
    scene.state.drafts.leave(true);
    expect(scene.state.drafts.all.value.size).toBe(0);
  });

  test("keeps what was typed when the browser does not store it", async () => {
    const scene = await open();
    scene.browser.platform.cookies.set = async () => null;
    scene.state.drafts.type(row(scene, "theme"), { value: "light" });
    await scene.state.apply(row(scene, "theme"));
    expect(sentence(scene)).toBe("The browser did not store it. It gave no reason.");
    expect(scene.panel.history.strip.value?.failed).toBe(true);
    expect(scene.state.drafts.fieldsFor(row(scene, "theme")).value).toBe("light");
  });

  test("names the rule when the browser does not store it", async () => {
    const scene = await open();
    const cookie = { ...row(scene, "theme").cookie, name: "__Host-a", secure: true, path: "/x" };
    expect(await scene.state.actions.save(cookie, null)).toBe(false);
    expect(sentence(scene)).toBe("The browser did not store it. __Host- requires Path=/.");
  });

  test("says what the browser made of it", async () => {
    const scene = await open();
    const set = scene.browser.platform.cookies.set;
    scene.browser.platform.cookies.set = (cookie) => set({ ...cookie, expiresAt: Date.now() + 400 * day });
    scene.state.drafts.type(row(scene, "theme"), { expires: "10 years" });
    await scene.state.apply(row(scene, "theme"));
    expect(sentence(scene)).toBe("Changed Expires of theme. The browser keeps it for 400 days at most.");
  });

  test("does not say a secret", async () => {
    const scene = await open();
    scene.state.drafts.type(row(scene, "sessionid"), { value: "another" });
    await scene.state.apply(row(scene, "sessionid"));
    expect(sentence(scene)).toBe("Set sessionid.");
  });

  test("outlives its cookie", async () => {
    const scene = await open();
    scene.state.drafts.type(row(scene, "theme"), { value: "light" });
    scene.browser.dropCookie("theme");
    await settle();
    expect(names(scene)).toContain("theme");
    expect(scene.state.isOrphan(row(scene, "theme"))).toBe(true);
    await scene.state.apply(row(scene, "theme"));
    expect(held(scene, "theme")?.value).toBe("light");
    expect(sentence(scene)).toBe("Added theme.");
  });

  test("is not ticked, counted or deleted with what the filter finds", async () => {
    const scene = await open();
    const { state } = scene;
    state.drafts.type(row(scene, "theme"), { value: "typed" });
    state.filter.value = "cart";
    expect(names(scene)).toEqual(["cart", "theme"]);
    expect(state.counts.value.shown).toBe(1);
    expect(state.deletable.value.map(({ cookie }) => cookie.name)).toEqual(["cart"]);
    state.table.tickAll(true);
    expect(state.chosen().map(({ cookie }) => cookie.name)).toEqual(["cart"]);
    await state.remove(state.chosen());
    expect(held(scene, "theme")?.value).toBe("dark");
    expect(held(scene, "cart")).toBeUndefined();
  });

  test("stays in the list though the filter no longer fits", async () => {
    const scene = await open();
    scene.state.filter.value = "theme";
    scene.state.drafts.type(row(scene, "theme"), { name: "skin" });
    scene.state.filter.value = "cart";
    expect(names(scene)).toEqual(["cart", "theme"]);
  });

  test("goes from cell to cell", async () => {
    const scene = await open();
    scene.state.edit(row(scene, "theme"), "secure");
    const columns = ["name", "value", "size", "secure", "sameSite"];
    scene.state.drafts.step(1, columns);
    expect(scene.state.drafts.cell.value?.column).toBe("sameSite");
    scene.state.drafts.step(1, columns);
    expect(scene.state.drafts.cell.value?.column).toBe("name");
    scene.state.drafts.step(1, columns);
    scene.state.drafts.step(1, columns);
    expect(scene.state.drafts.cell.value?.column).toBe("secure");
    scene.state.drafts.step(-1, []);
    expect(scene.state.drafts.cell.value?.column).toBe("secure");
  });

  test("turns a switch at once", async () => {
    const scene = await open();
    await scene.state.flip(row(scene, "theme"), "httpOnly");
    expect(held(scene, "theme")?.httpOnly).toBe(true);
    expect(sentence(scene)).toBe("Changed HttpOnly of theme.");
  });
});

describe("adding and deleting", () => {
  test("adds, with the page's host", async () => {
    const scene = await open();
    scene.state.startAdding();
    expect(scene.state.addingProblem.value?.sentence).toEqual(["refusalNoContent"]);
    scene.state.typeNew({ name: "lang", value: "en", expires: "30 d" });
    await scene.state.add();
    expect(scene.state.adding.value).toBeNull();
    expect(held(scene, "lang")).toMatchObject({ domain: "localhost", hostOnly: true, expiresAt: expect.any(Number) });
    await scene.panel.history.undo();
    expect(held(scene, "lang")).toBeUndefined();
    expect(sentence(scene)).toBe("Deleted lang.");
  });

  test("begins with a copy", async () => {
    const scene = await open();
    scene.state.startAdding(row(scene, "cart"));
    expect(scene.state.adding.value).toMatchObject({ name: "cart", path: "/cart" });
  });

  test("deletes several, and puts them back whole", async () => {
    const scene = await open();
    const before = scene.browser.jar();
    scene.state.table.choose(row(scene, "cart").id, "toggle");
    scene.state.table.choose(row(scene, "theme").id, "toggle");
    await scene.state.actions.remove(scene.state.chosen());
    expect(names(scene)).toEqual(["sessionid"]);
    expect(sentence(scene)).toBe("Deleted 2 cookies.");
    await scene.panel.history.undo();
    expect(new Set(scene.browser.jar())).toEqual(new Set(before));
  });

  test("deletes the current one where none is ticked", async () => {
    const scene = await open();
    scene.state.table.choose(row(scene, "theme").id);
    await scene.state.actions.remove(scene.state.chosen());
    expect(sentence(scene)).toBe("Deleted theme.");
    expect(held(scene, "theme")).toBeUndefined();
  });

  test("says what the browser kept", async () => {
    const scene = await open();
    scene.browser.platform.cookies.remove = async () => false;
    await scene.state.actions.remove([row(scene, "theme")]);
    expect(sentence(scene)).toBe("The browser did not delete theme. It gave no reason.");
    expect(scene.panel.history.undoable.value).toBeNull();
  });

  test("“Delete all” spares third parties", async () => {
    const scene = await open((browser) => {
      browser.putCookie({ name: "pay", value: "1", domain: "pay.test", secure: true, sameSite: "none" });
      browser.respond({ url: "https://pay.test/frame" });
    });
    await scene.state.actions.remove(scene.state.deletable.value);
    expect(names(scene)).toEqual(["pay"]);
  });

  test("an undo that the browser does not follow says so and can be tried again", async () => {
    const scene = await open();
    await scene.state.actions.remove([row(scene, "theme")]);
    const { set } = scene.browser.platform.cookies;
    scene.browser.platform.cookies.set = async () => null;
    await scene.panel.history.undo();
    expect(sentence(scene)).toBe("The browser did not store theme. It gave no reason.");
    scene.browser.platform.cookies.set = set;
    await scene.panel.history.undo();
    expect(held(scene, "theme")?.value).toBe("dark");
  });

  test("imports, and takes the import back", async () => {
    const scene = await open();
    const theme = row(scene, "theme").cookie;
    const failed = await scene.state.actions.importAll([
      { ...theme, value: "sepia" },
      { ...theme, name: "extra" },
      { ...theme, name: "__Secure-x" },
    ]);
    expect(failed.map(({ cookie, reason }) => [cookie.name, reason])).toEqual([
      ["__Secure-x", ["refusalPrefixSecure", "__Secure-"]],
    ]);
    expect(sentence(scene)).toBe("Imported 2 cookies.");
    await scene.panel.history.undo();
    expect([held(scene, "theme")?.value, held(scene, "extra")]).toEqual(["dark", undefined]);
  });
});

describe("of several writes each has its own outcome", () => {
  const failing = (scene: Scene, method: "set" | "remove", name: string) => {
    const { cookies } = scene.browser.platform;
    const { [method]: act } = cookies;
    const failingAct = async (cookie: Cookie) => {
      if (cookie.name === name) throw new Error("Could not establish connection.");
      return act(cookie);
    };
    Object.assign(cookies, { [method]: failingAct });
    return () => Object.assign(cookies, { [method]: act });
  };

  test("of an import: the rest is stored, and taken back together", async () => {
    const scene = await open();
    const theme = row(scene, "theme").cookie;
    failing(scene, "set", "bad");
    const failed = await scene.state.actions.importAll(["first", "bad", "last"].map((name) => ({ ...theme, name })));
    expect(failed.map(({ cookie, reason }) => [cookie.name, reason])).toEqual([
      ["bad", ["cookieCallFailed", "Could not establish connection."]],
    ]);
    expect([held(scene, "first")?.value, held(scene, "last")?.value]).toEqual(["dark", "dark"]);
    expect(sentence(scene)).toBe("Imported 2 cookies.");
    await scene.panel.history.undo();
    expect([held(scene, "first"), held(scene, "last")]).toEqual([undefined, undefined]);
  });

  test("of a deletion: what was kept is said beside what went", async () => {
    const scene = await open();
    failing(scene, "remove", "cart");
    await scene.state.actions.remove(scene.state.rows.value);
    expect(names(scene)).toEqual(["cart"]);
    expect(sentence(scene)).toBe(
      "Deleted 2 cookies. The browser did not delete cart. The call failed: Could not establish connection.",
    );
    await scene.panel.history.undo();
    expect(names(scene)).toEqual(["sessionid", "cart", "theme"]);
  });

  test("of an undo: it does all it can, and the rest when it is tried again", async () => {
    const scene = await open();
    const theme = row(scene, "theme").cookie;
    await scene.state.actions.importAll([
      { ...theme, value: "sepia" },
      { ...theme, name: "extra" },
    ]);
    const mend = failing(scene, "remove", "extra");
    await scene.panel.history.undo();
    expect(sentence(scene)).toBe("The browser did not delete extra. The call failed: Could not establish connection.");
    expect(held(scene, "theme")?.value).toBe("dark");
    mend();
    await scene.panel.history.undo();
    expect(held(scene, "extra")).toBeUndefined();
  });
});

describe("a path that the browser would write elsewhere", () => {
  const elsewhere = (browser: FakeBrowser) => {
    browser.platform.cookies.landing = (path) => path.replaceAll(" ", "%20");
    browser.putCookie({ name: "deep", value: "1", path: "/my dir" });
    browser.putCookie({ name: "deep", value: "2", path: "/my%20dir" });
  };

  test("is neither written nor deleted, and the message says so", async () => {
    const scene = await open(elsewhere);
    const before = new Set(scene.browser.jar());
    const deep = scene.state.rows.value.find(({ cookie }) => cookie.path === "/my dir")!;
    await scene.state.actions.remove([deep]);
    expect(sentence(scene)).toBe(
      "The browser did not delete deep. This browser lets no extension write to the path /my dir.",
    );
    expect(await scene.state.actions.save({ ...deep.cookie, value: "3" }, deep.cookie)).toBe(false);
    expect(sentence(scene)).toBe(
      "The browser did not store it. This browser would write it to the path /my%20dir instead, so nothing was written. Write that path if you mean it.",
    );
    expect(new Set(scene.browser.jar())).toEqual(before);
  });
});

test("nothing is refused where the browser shows no extension the cookies", async () => {
  const scene = await open((browser) => {
    browser.platform.cookies.shows = () => false;
  });
  scene.browser.respond(setCookie("promo=1; Path=/"));
  scene.browser.respond(setCookie("bad=1; Path=/; SameSite=None"));
  await settle();
  expect(names(scene)).toEqual(["bad"]);
  expect(row(scene, "bad").refused?.checked).toBe(false);
});

describe("who changed it", () => {
  const story = (scene: Scene, name: string) => {
    scene.state.table.choose(row(scene, name).id);
    return scene.state.story.value.map(({ kind, by }) => [kind, by]);
  };

  test("a response whose line is heard after its cookie was seen, told once", async () => {
    const scene = await open();
    const at = Date.now();
    scene.browser.putCookie({ name: "sid", value: "1", httpOnly: true });
    await settle();
    expect(story(scene, "sid")).toEqual([["set", "unknown"]]);
    scene.browser.respond(setCookie("sid=1; Path=/; HttpOnly; SameSite=Lax", { at }));
    await settle();
    expect(story(scene, "sid")).toEqual([["set", { method: "GET", path: "/cart" }]]);
  });

  test("not known while a response's lines are not", async () => {
    const scene = await open();
    scene.browser.putCookie({ name: "lang", value: "en" });
    scene.browser.respond({ url, whole: false });
    await settle();
    expect(story(scene, "lang")).toEqual([["set", "unknown"]]);
  });

  test("the user, for every cookie of an import that takes a while", async () => {
    const scene = await open();
    const { set } = scene.browser.platform.cookies;
    scene.browser.platform.cookies.set = async (cookie) => {
      const kept = await set(cookie);
      await new Promise((resolve) => setTimeout(resolve, 300));
      return kept;
    };
    const theme = row(scene, "theme").cookie;
    const importing = scene.state.actions.importAll(["a", "b", "c"].map((name) => ({ ...theme, name })));
    await vi.advanceTimersByTimeAsync(2000);
    await importing;
    for (const name of ["a", "b", "c"]) expect(story(scene, name)).toEqual([["set", "you"]]);
  });
});

describe("the detail", () => {
  test("decodes the current row", async () => {
    const scene = await open();
    scene.state.table.choose(row(scene, "cart").id);
    expect(scene.state.decoded.value).toMatchObject({
      layers: ["URL", "JSON"],
      content: { json: { text: '{"n":3}' } },
    });
  });

  test("tells what happened, and who did it", async () => {
    const scene = await open();
    scene.state.table.choose(row(scene, "theme").id);
    scene.state.drafts.type(row(scene, "theme"), { value: "light" });
    await scene.state.apply(row(scene, "theme"));
    await settle();
    scene.browser.putCookie({ name: "theme", value: "auto" });
    await settle();
    scene.browser.putCookie({ name: "theme", value: "sepia" });
    scene.browser.respond(setCookie("theme=sepia; Path=/; SameSite=Lax", { at: Date.now() }));
    await settle();
    expect(scene.state.story.value.map(({ kind, by, after }) => [kind, by, after?.value])).toEqual([
      ["set", { method: "GET", path: "/cart" }, "sepia"],
      ["changed", "unseen", "auto"],
      ["changed", "you", "light"],
    ]);
  });

  test("hides secrets until they are revealed", async () => {
    const scene = await open();
    const session = row(scene, "sessionid");
    expect([scene.state.isMasked(session), scene.state.isMasked(row(scene, "theme"))]).toEqual([true, false]);
    scene.state.reveal(session);
    expect(scene.state.isMasked(session)).toBe(false);
  });
});
