/** The Session tab, edited key by key: by mouse and keyboard, against other writers, while the server is away. */

import { describe, expect, test } from "vitest";
import type { PlaygroundWindow } from "./page.ts";
import { items, type Session, sessionPages } from "./session-words.ts";

declare const window: PlaygroundWindow;

const at = sessionPages();

describe("editing", () => {
  test("a value by keyboard: Enter, type, Enter; Ctrl+Z takes it back, Ctrl+Shift+Z does it again", async () => {
    await at({}, async (session) => {
      await session.select("visits");
      await session.press("Enter");
      await session.fill("18");
      await session.press("Enter");
      await session.strip("Set visits to 18.");
      await session.stored("visits", 18);
      await session.focusIs("visits");
      await session.press("Control+z");
      await session.stored("visits", 17);
      await session.strip("Set visits back to 17.");
      await session.press("Control+Shift+Z");
      await session.stored("visits", 18);
    });
  });

  test("a double click edits; Tab goes on to the next value, Esc gives up", async () => {
    await at({}, async (session) => {
      const box = (await (await session.row("user_id", ".val")).boundingBox())!;
      await session.page.mouse.click(box.x + 20, box.y + 8, { count: 2 });
      await session.fill("43");
      await session.press("Tab");
      await session.stored("user_id", 43);
      await expect
        .poll(() => session.page.evaluate(() => document.activeElement?.getAttribute("aria-label")))
        .toBe("Value of user_name");
      await session.type("garbage");
      await session.press("Escape");
      await session.focusIs("user_name");
      expect(await session.rowText("user_name")).toContain('"Ada Lovelace"');
    });
  });

  test("what is not JSON is refused with position and reason, marked from there, and can be saved as a string", async () => {
    await at({}, async (session) => {
      await session.select("visits");
      await session.press("Enter");
      await session.fill("17, 18");
      // Told without Enter, a moment after the last key.
      await session.reads("Not JSON: unexpected “,” at position 3. Save as string");
      expect(await session.page.$eval(".squiggle", (mark) => mark.textContent)).toBe(", 18");
      const field = await session.page.$eval("[data-path=visits] input", (input) => [
        input.getAttribute("aria-invalid"),
        document.getElementById(input.getAttribute("aria-describedby") ?? "")?.textContent,
      ]);
      expect(field).toEqual(["true", "Not JSON: unexpected “,” at position 3."]);
      await session.press("Enter");
      await session.reads("1 invalid");
      await session.stored("visits", 17);
      await session.press("Control+Enter");
      await session.stored("visits", "17, 18");
    });
  });

  test("a key is renamed with F2; a name that is taken is refused", async () => {
    await at({}, async (session) => {
      await session.select("cart");
      await session.press("ArrowRight", "F2");
      await session.fill("visits");
      await session.press("Enter");
      await session.reads("“visits” exists. Choose another name.");
      await session.fill("basket");
      await session.press("Enter");
      await session.strip("Renamed cart to basket.");
      await session.stored("cart", undefined);
      await session.focusIs("basket");
      expect(await session.hasRow("basket.items")).toBe(true);
      await session.button("Undo", ".undo");
      await session.row("cart");
    });
  });

  test("rows are selected with Shift, deleted with Delete, and come back", async () => {
    await at({}, async (session) => {
      await session.select("user_id");
      await session.press("Shift+ArrowDown", "Shift+ArrowDown");
      expect(await session.page.$$eval(".tree [aria-selected=true]", (rows) => rows.length)).toBe(3);
      await session.press("Delete");
      await session.strip("Deleted 3 keys.");
      await session.stored("user_name", undefined);
      await session.press("Control+z");
      await session.stored("user_name", "Ada Lovelace");
      await session.row("remember_me");
    });
  });

  test("adding: the form refuses, explains, and adds; Insert adds beside the row", async () => {
    await at({}, async (session) => {
      await session.button("Add key");
      // The form loads late, and takes the focus then.
      await session.page.waitForSelector("[role=dialog] :focus");
      await session.fill("cart");
      await session.reads("“cart” exists. Choose another name.");
      await session.fill("tier");
      await session.press("Tab");
      await session.type('{"level": "gold", "since": 2024');
      await session.reads("Not JSON: it ends too early, at position 32.");
      await session.type("}");
      await session.reads("dict, 2 keys, 29 B.");
      await session.accessible();
      await session.picture("add-1400");
      await session.press("Control+Enter");
      await session.strip("Added tier.");
      await session.stored("tier", { level: "gold", since: 2024 });
      await session.focusIs("tier");
      await session.press("ArrowRight", "Insert");
      await session.page.waitForSelector("[role=dialog] :focus");
      await session.reads("Add to tier");
      await session.type("note");
      await session.press("Tab");
      await session.type("without quotes");
      await session.press("Control+Enter");
      await session.stored("tier", { level: "gold", since: 2024, note: "without quotes" });
      await session.focusIs("tier.note");
      await session.press("Control+d");
      await session.row("tier.note_copy");
    });
  });

  test("the JSON pane: lines, faults, Ctrl+S, and another's change beside it survives", async () => {
    await at({}, async (session) => {
      await session.select("cart");
      await session.press("ArrowRight");
      await session.select("cart.items");
      await session.press("ArrowRight");
      await session.select("cart.items[1]");
      await session.replaceJson("24,", "24 ");
      await session.reads('Not JSON: unexpected “"” at line 5, column 3.');
      expect(await session.page.$eval(".foot .primary", (button) => button.ariaDisabled)).toBe("true");
      await session.replaceJson("24 ", "22.5,");
      await session.reads("1 line changed, not saved");
      await session.select("visits");
      await session.reads("Not saved: cart.items[1]");
      await session.button("Not saved: cart.items[1]");
      await session.reads("1 line changed, not saved");
      await session.change({ cart: { items: [items[0], { ...items[1], qty: 9 }, items[2]], coupon: null } });
      await session.row("cart.items[1]", "");
      await session.intoJson(0);
      await session.press("Control+s");
      await session.stored("cart", { items: [items[0], { ...items[1], qty: 9, price: 22.5 }, items[2]], coupon: null });
      await session.reads("not saved", false);
    });
  });
});

describe("conflicts", () => {
  const collide = async (session: Session) => {
    await session.select("visits");
    await session.press("Enter");
    await session.fill("18");
    await session.change({ visits: 99 }, "/visit");
    await session.page.waitForFunction(() => window.playground.panel.invalidation.value.event?.type === "changed");
    await session.press("Enter");
    await session.reads("Changed on the server while you edited it. It was 17.");
    await session.stored("visits", 99);
  };

  test("both values are shown; mine is written when I say so, and undo brings theirs back", async () => {
    await at({}, async (session) => {
      await collide(session);
      await session.reads("Yours 18 Use mine Theirs 99 Keep theirs");
      await session.button("Use mine");
      await session.stored("visits", 18);
      await session.reads("Use mine", false);
      await session.press("Control+z");
      await session.stored("visits", 99);
    });
  });

  test("theirs stays when I say so; undo asks again", async () => {
    await at({}, async (session) => {
      await collide(session);
      await session.button("Keep theirs");
      await session.reads("Use mine", false);
      await session.strip("Kept theirs for visits.");
      await session.press("Control+z");
      await session.reads("Use mine");
      await session.stored("visits", 99);
    });
  });
});

test("while the server is away edits wait, and are saved when I say so", async () => {
  await at({}, async (session) => {
    await session.page.evaluate(() => window.playground.server.goAway());
    await session.reads("stopped answering");
    await session.select("visits");
    await session.press("Enter");
    await session.fill("18");
    await session.press("Enter");
    await session.reads("18 not saved");
    expect(await session.page.$eval(".group-danger .btn", (button) => button.ariaDisabled)).toBe("true");
    await session.picture("away-1400");
    await session.page.evaluate(() => {
      const { panel, server } = window.playground;
      server.comeBack();
      panel.lookAgain();
    });
    await session.reads("1 edit is not saved. It was made while the server was away.");
    await session.stored("visits", 17);
    await session.picture("waiting-1400");
    await session.accessible();
    await session.button("Save", ".strip");
    await session.stored("visits", 18);
    await session.reads("not saved", false);
  });
});
