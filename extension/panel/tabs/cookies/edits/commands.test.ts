import { describe, expect, test } from "vitest";
import type { Cookie } from "../../../../cookies/cookie.ts";
import type { FakeBrowser } from "../../../../platform/fake.ts";
import { held, names, row, type Scene, scenes, sentence } from "../test-scene.ts";
import { storeImported } from "../transfer/store-imported.ts";
import { saveCookie } from "./save-cookie.ts";

const open = scenes();

describe("adding and deleting", () => {
  test("adds a cookie for the host of the page", async () => {
    const scene = await open();
    scene.state.addForm.open();
    expect(scene.state.addForm.problem.value?.sentence).toEqual(["refusalNoContent"]);
    scene.state.addForm.type({ name: "lang", value: "en", expires: "30 d" });
    await scene.state.addForm.submit();
    expect(scene.state.addForm.fields.value).toBeNull();
    expect(held(scene, "lang")).toMatchObject({ domain: "localhost", hostOnly: true, expiresAt: expect.any(Number) });
    await scene.panel.undo.undo();
    expect(held(scene, "lang")).toBeUndefined();
    expect(sentence(scene)).toBe("Deleted lang.");
  });

  test("fills the form from a row", async () => {
    const scene = await open();
    scene.state.addForm.open(row(scene, "cart"));
    expect(scene.state.addForm.fields.value).toMatchObject({ name: "cart", path: "/cart" });
  });

  test("deletes several cookies, and undo puts them back with all attributes", async () => {
    const scene = await open();
    const before = scene.browser.jar();
    scene.state.list.table.choose(row(scene, "cart").id, "toggle");
    scene.state.list.table.choose(row(scene, "theme").id, "toggle");
    await scene.state.rowEdits.remove(scene.state.list.chosen());
    expect(names(scene)).toEqual(["sessionid"]);
    expect(sentence(scene)).toBe("Deleted 2 cookies.");
    await scene.panel.undo.undo();
    expect(new Set(scene.browser.jar())).toEqual(new Set(before));
  });

  test("deletes the current row if none is ticked", async () => {
    const scene = await open();
    scene.state.list.table.choose(row(scene, "theme").id);
    await scene.state.rowEdits.remove(scene.state.list.chosen());
    expect(sentence(scene)).toBe("Deleted theme.");
    expect(held(scene, "theme")).toBeUndefined();
  });

  test("says which cookie the browser did not delete", async () => {
    const scene = await open();
    scene.browser.platform.cookies.remove = async () => false;
    await scene.state.rowEdits.remove([row(scene, "theme")]);
    expect(sentence(scene)).toBe("The browser did not delete theme. It gave no reason.");
    expect(scene.panel.undo.undoable.value).toBeNull();
  });

  test("“Delete all” leaves the cookies of third parties", async () => {
    const scene = await open((browser) => {
      browser.putCookie({ name: "pay", value: "1", domain: "pay.test", secure: true, sameSite: "none" });
      browser.respond({ url: "https://pay.test/frame" });
    });
    await scene.state.rowEdits.remove(scene.state.list.deletable.value);
    expect(names(scene)).toEqual(["pay"]);
  });

  test("an undo that fails says why and can be tried again", async () => {
    const scene = await open();
    await scene.state.rowEdits.remove([row(scene, "theme")]);
    const { set } = scene.browser.platform.cookies;
    scene.browser.platform.cookies.set = async () => null;
    await scene.panel.undo.undo();
    expect(sentence(scene)).toBe("The browser did not store theme. It gave no reason.");
    scene.browser.platform.cookies.set = set;
    await scene.panel.undo.undo();
    expect(held(scene, "theme")?.value).toBe("dark");
  });

  test("an import stores what the browser accepts, and undo restores what was there", async () => {
    const scene = await open();
    const theme = row(scene, "theme").cookie;
    const failed = await storeImported(scene.context, [
      { ...theme, value: "sepia" },
      { ...theme, name: "extra" },
      { ...theme, name: "__Secure-x" },
    ]);
    expect(failed.map(({ cookie, reason }) => [cookie.name, reason])).toEqual([
      ["__Secure-x", ["refusalPrefixSecure", "__Secure-"]],
    ]);
    expect(sentence(scene)).toBe("Imported 2 cookies.");
    await scene.panel.undo.undo();
    expect([held(scene, "theme")?.value, held(scene, "extra")]).toEqual(["dark", undefined]);
  });
});

describe("when one of several writes fails", () => {
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

  test("an import stores the rest, and one undo takes it back", async () => {
    const scene = await open();
    const theme = row(scene, "theme").cookie;
    failing(scene, "set", "bad");
    const failed = await storeImported(
      scene.context,
      ["first", "bad", "last"].map((name) => ({ ...theme, name })),
    );
    expect(failed.map(({ cookie, reason }) => [cookie.name, reason])).toEqual([
      ["bad", ["cookieCallFailed", "Could not establish connection."]],
    ]);
    expect([held(scene, "first")?.value, held(scene, "last")?.value]).toEqual(["dark", "dark"]);
    expect(sentence(scene)).toBe("Imported 2 cookies.");
    await scene.panel.undo.undo();
    expect([held(scene, "first"), held(scene, "last")]).toEqual([undefined, undefined]);
  });

  test("a deletion says what was deleted and what was not", async () => {
    const scene = await open();
    failing(scene, "remove", "cart");
    await scene.state.rowEdits.remove(scene.state.list.rows.value);
    expect(names(scene)).toEqual(["cart"]);
    expect(sentence(scene)).toBe(
      "Deleted 2 cookies. The browser did not delete cart. The call failed: Could not establish connection.",
    );
    await scene.panel.undo.undo();
    expect(names(scene)).toEqual(["sessionid", "cart", "theme"]);
  });

  test("an undo does all it can, and the rest when it is tried again", async () => {
    const scene = await open();
    const theme = row(scene, "theme").cookie;
    await storeImported(scene.context, [
      { ...theme, value: "sepia" },
      { ...theme, name: "extra" },
    ]);
    const mend = failing(scene, "remove", "extra");
    await scene.panel.undo.undo();
    expect(sentence(scene)).toBe("The browser did not delete extra. The call failed: Could not establish connection.");
    expect(held(scene, "theme")?.value).toBe("dark");
    mend();
    await scene.panel.undo.undo();
    expect(held(scene, "extra")).toBeUndefined();
  });
});

describe("a path that the browser would write elsewhere", () => {
  const elsewhere = (browser: FakeBrowser) => {
    browser.platform.cookies.landing = (path) => path.replaceAll(" ", "%20");
    browser.putCookie({ name: "deep", value: "1", path: "/my dir" });
    browser.putCookie({ name: "deep", value: "2", path: "/my%20dir" });
  };

  test("is neither written nor deleted, and the sentence says so", async () => {
    const scene = await open(elsewhere);
    const before = new Set(scene.browser.jar());
    const deep = scene.state.list.rows.value.find(({ cookie }) => cookie.path === "/my dir")!;
    await scene.state.rowEdits.remove([deep]);
    expect(sentence(scene)).toBe(
      "The browser did not delete deep. This browser lets no extension write to the path /my dir.",
    );
    expect(await saveCookie(scene.context, { ...deep.cookie, value: "3" }, deep.cookie)).toBe(false);
    expect(sentence(scene)).toBe(
      "The browser did not store it. This browser would write it to the path /my%20dir instead, so nothing was written. Write that path if you mean it.",
    );
    expect(new Set(scene.browser.jar())).toEqual(before);
  });
});
