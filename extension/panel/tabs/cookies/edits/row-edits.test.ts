import { describe, expect, test } from "vitest";
import { day, held, names, row, scenes, sentence, settle } from "../test-scene.ts";
import { saveCookie } from "./save-cookie.ts";

const open = scenes();

describe("editing a row", () => {
  test("changes a value in place, and can be undone and redone", async () => {
    const scene = await open();
    scene.state.rowEdits.edit(row(scene, "theme"), "value");
    scene.state.drafts.type(row(scene, "theme"), { value: "light" });
    await scene.state.rowEdits.save(row(scene, "theme"));
    expect(held(scene, "theme")?.value).toBe("light");
    expect(row(scene, "theme").cookie.value).toBe("light");
    expect(sentence(scene)).toBe("Set theme to light.");
    expect(scene.state.drafts.cell.value).toBeNull();
    await scene.panel.undo.undo();
    expect(held(scene, "theme")?.value).toBe("dark");
    expect(sentence(scene)).toBe("Put back theme.");
    await scene.panel.undo.redo();
    expect(held(scene, "theme")?.value).toBe("light");
  });

  test("changes a name: the old cookie goes", async () => {
    const scene = await open();
    scene.state.rowEdits.edit(row(scene, "theme"), "name");
    scene.state.drafts.type(row(scene, "theme"), { name: "skin" });
    await scene.state.rowEdits.save(row(scene, "theme"));
    expect(sentence(scene)).toBe("Renamed theme to skin.");
    expect([held(scene, "theme"), held(scene, "skin")?.value]).toEqual([undefined, "dark"]);
    expect(scene.state.list.table.current.value?.cookie.name).toBe("skin");
    await scene.panel.undo.undo();
    expect(scene.state.list.table.current.value?.cookie.name).toBe("theme");
    expect([held(scene, "theme")?.value, held(scene, "skin")]).toEqual(["dark", undefined]);
  });

  test("changes a name to one that exists: undo restores both cookies", async () => {
    const scene = await open((browser) => browser.putCookie({ name: "skin", value: "old" }));
    scene.state.drafts.type(row(scene, "theme"), { name: "skin" });
    await scene.state.rowEdits.save(row(scene, "theme"));
    expect(held(scene, "skin")?.value).toBe("dark");
    await scene.panel.undo.undo();
    expect([held(scene, "theme")?.value, held(scene, "skin")?.value]).toEqual(["dark", "old"]);
  });

  test("does not save what the browser would refuse, and shows the problem after a pause", async () => {
    const scene = await open();
    const theme = row(scene, "theme");
    scene.state.rowEdits.edit(theme, "sameSite");
    scene.state.drafts.type(theme, { sameSite: "none" });
    expect(scene.state.drafts.problemShown.value).toBe(false);
    await settle();
    expect(scene.state.drafts.problemShown.value).toBe(true);
    expect(scene.state.drafts.problemOf(theme)).toEqual({ field: "secure", sentence: ["refusalNoneInsecure"] });
    await scene.state.rowEdits.save(theme);
    expect(held(scene, "theme")?.sameSite).toBe("lax");
    scene.state.drafts.cancel();
    expect(scene.state.drafts.all.value.size).toBe(0);
  });

  test("keeps the draft when the browser does not store it", async () => {
    const scene = await open();
    scene.browser.platform.cookies.set = async () => null;
    scene.state.drafts.type(row(scene, "theme"), { value: "light" });
    await scene.state.rowEdits.save(row(scene, "theme"));
    expect(sentence(scene)).toBe("The browser did not store it. It gave no reason.");
    expect(scene.panel.undo.strip.value?.failed).toBe(true);
    expect(scene.state.drafts.fieldsFor(row(scene, "theme")).value).toBe("light");
  });

  test("names the rule by which the browser does not store it", async () => {
    const scene = await open();
    const cookie = { ...row(scene, "theme").cookie, name: "__Host-a", secure: true, path: "/x" };
    expect(await saveCookie(scene.context, cookie, null)).toBe(false);
    expect(sentence(scene)).toBe("The browser did not store it. __Host- requires Path=/.");
  });

  test("says how the stored cookie differs from the draft", async () => {
    const scene = await open();
    const set = scene.browser.platform.cookies.set;
    scene.browser.platform.cookies.set = (cookie) => set({ ...cookie, expiresAt: Date.now() + 400 * day });
    scene.state.drafts.type(row(scene, "theme"), { expires: "10 years" });
    await scene.state.rowEdits.save(row(scene, "theme"));
    expect(sentence(scene)).toBe("Changed Expires of theme. The browser keeps it for 400 days at most.");
  });

  test("does not quote a secret value", async () => {
    const scene = await open();
    scene.state.drafts.type(row(scene, "sessionid"), { value: "another" });
    await scene.state.rowEdits.save(row(scene, "sessionid"));
    expect(sentence(scene)).toBe("Set sessionid.");
  });

  test("keeps the draft of a cookie that the browser drops", async () => {
    const scene = await open();
    scene.state.drafts.type(row(scene, "theme"), { value: "light" });
    scene.browser.dropCookie("theme");
    await settle();
    expect(names(scene)).toContain("theme");
    expect(scene.state.list.isOrphan(row(scene, "theme"))).toBe(true);
    await scene.state.rowEdits.save(row(scene, "theme"));
    expect(held(scene, "theme")?.value).toBe("light");
    expect(sentence(scene)).toBe("Added theme.");
  });

  test("leaves a draft that the filter does not find out of ticks, counts and deletions", async () => {
    const scene = await open();
    const { state } = scene;
    state.drafts.type(row(scene, "theme"), { value: "typed" });
    state.list.filter.typed.value = "cart";
    expect(names(scene)).toEqual(["cart", "theme"]);
    expect(state.list.counts.value.shown).toBe(1);
    expect(state.list.deletable.value.map(({ cookie }) => cookie.name)).toEqual(["cart"]);
    state.list.table.tickAll(true);
    expect(state.list.chosen().map(({ cookie }) => cookie.name)).toEqual(["cart"]);
    await state.rowEdits.remove(state.list.chosen());
    expect(held(scene, "theme")?.value).toBe("dark");
    expect(held(scene, "cart")).toBeUndefined();
  });

  test("keeps the row in the list though the filter no longer finds it", async () => {
    const scene = await open();
    scene.state.list.filter.typed.value = "theme";
    scene.state.drafts.type(row(scene, "theme"), { name: "skin" });
    scene.state.list.filter.typed.value = "cart";
    expect(names(scene)).toEqual(["cart", "theme"]);
  });

  test("goes from cell to cell among the shown columns", async () => {
    const scene = await open();
    scene.state.rowEdits.edit(row(scene, "theme"), "secure");
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

  test("saves a toggled attribute at once", async () => {
    const scene = await open();
    await scene.state.rowEdits.toggle(row(scene, "theme"), "httpOnly");
    expect(held(scene, "theme")?.httpOnly).toBe(true);
    expect(sentence(scene)).toBe("Changed HttpOnly of theme.");
  });
});
