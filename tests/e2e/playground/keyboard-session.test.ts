/** Every command of the Session tab by keyboard alone: where the focus is afterwards. It is never lost. */

import { describe, expect, test } from "vitest";
import { keyboardPages, type Walk } from "./keyboard-words.ts";
import type { PlaygroundWindow } from "./page.ts";

declare const window: PlaygroundWindow;

const open = keyboardPages();

test("every control can be reached", async () => {
  await open({}, async (walk) => {
    await walk.press("Tab");
    expect(await walk.unreached()).toEqual([]);
    for (const pane of ["Raw", "All keys"]) {
      await walk.detail();
      await walk.until(`tab ${pane}`, "ArrowRight");
      expect(await walk.unreached(), pane).toEqual([]);
    }
    await walk.list();
    const form = () => walk.page.waitForSelector("[role=dialog]");
    await walk.press("Insert");
    await form();
    expect(await walk.unreached(), "Add").toEqual([]);
    await walk.press("Escape");
    await walk.toolbar("Expiry");
    await walk.press("Enter");
    await form();
    expect(await walk.unreached(), "Expiry").toEqual([]);
  });
});

describe("in the tree", () => {
  test("edits, renames, adds, duplicates, deletes, undoes", async () => {
    await open({}, async (walk) => {
      await walk.goes("textbox Filter", "/");
      await walk.goes("row user_id", "Escape");
      await walk.goes("row visits", "v");
      await walk.goes("textbox Value of visits", "Enter");
      await walk.goes("row visits", "Escape");
      await walk.goes("row visits", "Enter", "Control+a", "18", "Enter");
      await walk.says("Set visits to 18.");
      await walk.goes("textbox Value of last_seen", "Enter", "Tab");
      await walk.goes("textbox Value of visits", "Shift+Tab");
      await walk.goes("row visits", "Control+a", "not json", "Control+Enter");
      await walk.says("Set visits to");
      await walk.goes("textbox Name of visits", "F2");
      await walk.goes("row visit_count", "visit_count", "Enter");
      await walk.says("Renamed");
      await walk.goes("row ", "Control+z");
      await walk.says("Renamed visit_count back");
      await walk.goes("row visits", "v");
      await walk.goes("textbox Key", "Insert");
      await walk.goes("row visits", "Escape");
      await walk.goes("textbox Key", "Control+Enter");
      await walk.goes("row tier", "tier", "Tab", "1", "Control+Enter");
      await walk.says("Added tier.");
      await walk.goes("row tier_copy", "Control+d");
      await walk.says("Added tier_copy.");
      await walk.goes("row ", "Delete");
      await walk.says("Deleted tier_copy.");
      await walk.goes("row ", "Control+z");
      await walk.says("Put tier_copy back.");
      await walk.goes("row ", "Control+Shift+Z");
      await walk.says("Deleted tier_copy.");
      await walk.goes("row cart", "Home", "c");
      await walk.goes("row cart.items", "ArrowRight", "ArrowRight");
      await walk.goes("row cart", "ArrowLeft");
      await walk.goes("row cart", "*", "Space", "Space", "Control+c");
      await walk.goes("row cart", "ArrowDown", "ArrowUp");
      await walk.goes("row cart.items", "Shift+ArrowDown");
      await walk.goes("row cart.items", "Control+a");
      await walk.goes("row cart.items[0].name", "ArrowDown", "ArrowDown");
      await walk.goes("row cart", "ArrowLeft", "ArrowLeft", "ArrowLeft");
    });
  });

  test("every item of a row's menu, every button of a row", async () => {
    await open({}, async (walk) => {
      await walk.press("/", "Escape", "v");
      await walk.goes("menuitem Edit", "Shift+F10");
      await walk.goes("row visits", "Escape");
      await walk.item("Edit");
      await walk.goes("row visits", "Escape");
      await walk.item("Rename");
      await walk.is("textbox Name of visits");
      await walk.goes("row visits", "Escape");
      await walk.item("Add…");
      await walk.is("textbox Key");
      await walk.goes("row visits", "Escape");
      for (const name of ["Copy value", "Copy path", "Details"]) {
        await walk.item(name);
        await walk.is("row visits");
      }
      await walk.item("Duplicate");
      await walk.is("row visits_copy");
      await walk.item("Delete");
      await walk.says("Deleted visits_copy.");
      await walk.is("row ");
      await walk.press("Home");
      await walk.goes("row visits", "v");
      await walk.goes("button Copy the value", "Tab");
      await walk.goes("button Copy the value", "Enter");
      await walk.goes("button Edit", "Tab");
      await walk.goes("textbox Value of visits", "Enter");
      await walk.goes("row visits", "Escape");
      await walk.until("button Delete");
      await walk.goes("row ", "Enter");
      await walk.says("Deleted visits.");
    });
  });

  test("a row that an edit takes out of the filter gives the focus to the next", async () => {
    await open({}, async (walk) => {
      await walk.goes("row user_id", "/", "user", "ArrowDown");
      await walk.goes("row user_name", "/", "Control+a", "user:ada", "Enter");
      await walk.goes("row user_id", "/", "Control+a", "user_id:42", "ArrowDown");
      await walk.goes("treegrid", "Enter", "Control+a", "7", "Enter");
      await walk.reads("No key matches");
      await walk.goes("button Clear filter", "Tab");
      await walk.goes("row user_id", "Enter");
    });
  });
});

describe("several rows", () => {
  const clipboard = (walk: Walk) => walk.page.evaluate(() => document.body.dataset.copied ?? "null");

  test("are copied, and deleted, as many as the filter found", async () => {
    await open({}, async (walk) => {
      await walk.goes("row cart.items[0].qty", "/", "qty", "ArrowDown");
      await walk.goes("row cart.items[0].qty", "Control+a", "Control+c");
      await walk.reads("3 of");
      const found = { "cart.items[0].qty": 2, "cart.items[1].qty": 1, "cart.items[2].qty": 1 };
      await expect.poll(async () => JSON.parse(await clipboard(walk))).toEqual(found);
      await walk.goes("treegrid", "Delete");
      await walk.says("Deleted 3 values.");
      await walk.goes("row ", "/", "Escape", "Escape");
      await walk.reads("user_name");
    });
  });

  test("all of them as one text: copied from the list, edited in the detail", async () => {
    await open({}, async (walk) => {
      await walk.press("/", "Escape", "Control+a", "Control+c");
      await expect.poll(async () => Object.keys(JSON.parse(await clipboard(walk)))).toContain("visits");
      await walk.goes("tab JSON", "F6");
      await walk.goes("tab All keys", "End");
      await walk.goes("textbox JSON of all keys", "Tab");
      await walk.press("Control+Home", "ArrowRight", '"tier": "gold",');
      await walk.goes("textbox JSON of all keys", "Control+s");
      await walk.says("Added tier.");
      await walk.press("Control+Home", "ArrowRight", '"team": 1,');
      await walk.until("button Copy value");
      await walk.press("Enter");
      await expect.poll(async () => Object.keys(JSON.parse(await clipboard(walk)))).toContain("team");
      await walk.until("button Save");
      await walk.goes("button Copy value", "Enter");
      await walk.says("Added team.");
    });
  });
});

describe("in the toolbar", () => {
  test("what opens gives the focus back, what acts keeps it", async () => {
    await open({}, async (walk) => {
      await walk.press("/", "Escape");
      await walk.toolbar("Add key");
      await walk.goes("textbox Key", "Enter");
      await walk.goes("button Add key", "Escape");
      await walk.goes("textbox Key", "Enter");
      await walk.goes("row tier", "tier", "Tab", "1", "Control+Enter");
      await walk.toolbar("Undo");
      await walk.goes("button Undo", "Enter");
      await walk.says("Took tier away again.");
      await walk.is("button Undo");
      await walk.until("button Redo", "ArrowRight");
      await walk.goes("button Redo", "Enter");
      await walk.says("Added tier.");
      await walk.is("button Redo");
      await walk.toolbar("Expiry");
      await walk.goes("radio", "Enter");
      await walk.goes("button Expiry", "Escape");
      await walk.press("Enter");
      await walk.goes("button Expiry", "ArrowUp", "Control+Enter");
      await walk.says("Expire");
      await walk.is("button Expiry");
      await walk.toolbar("Cycle key");
      await walk.goes("button Cycle key", "Enter");
      await walk.says("The session has a new key.");
      await walk.is("button Cycle key");
      await walk.toolbar("Expire now");
      await walk.goes("menuitem On the server", "Enter");
      await walk.goes("button Expire now", "Escape");
      await walk.toolbar("Clear");
      await walk.goes("button Clear", "Enter");
      await walk.says("Cleared.");
      await walk.is("button Clear");
      await walk.reads("No keys yet");
      await walk.goes("button Clear", "Control+z");
      await walk.reads("user_name");
      await walk.is("button Clear");
      await walk.toolbar("Flush");
      await walk.goes("button Flush", "Enter");
      await walk.says("Flushed.");
      await walk.is("button Flush");
      await walk.goes("button Flush", "Control+z");
      await walk.says("Restored");
      await walk.is("button Flush");
      await walk.toolbar("Expire now");
      await walk.press("Enter");
      await walk.choose("The cookie only");
      await walk.says("Expired the cookie.");
      await walk.is("button Expire now");
      await walk.press("Control+z");
      await walk.says("Put the cookie");
      await walk.toolbar("Expire now");
      await walk.press("Enter");
      await walk.choose("On the server");
      await walk.says("Expired on the server.");
      await walk.is("button Expire now");
    });
  });

  test("the pane is hidden and shown again", async () => {
    await open({}, async (walk) => {
      await walk.press("/", "Escape");
      await walk.toolbar("Hide details");
      await walk.goes("button Show details", "Enter");
      await walk.goes("button Hide details", "Enter");
    });
  });
});

describe("around the list", () => {
  test("the undo strip: Undo, Dismiss, and its time", async () => {
    await open({}, async (walk) => {
      await walk.press("/", "Escape", "v", "Delete");
      await walk.says("Deleted visits.");
      await walk.until("button Undo");
      await walk.goes("row ", "Enter");
      await walk.says("Put visits back.");
      await walk.until("button Dismiss");
      await walk.goes("row ", "Enter");
    });
  });

  test("the detail: panes, save, revert, copy, close", async () => {
    await open({}, async (walk) => {
      await walk.press("/", "Escape", "v");
      await walk.goes("tab JSON", "F6");
      await walk.goes("tab Raw", "ArrowRight");
      await walk.goes("textbox 17", "Tab");
      await walk.goes("tab Raw", "Shift+Tab");
      await walk.press("Home");
      await walk.goes("textbox JSON of visits", "Tab");
      await walk.press("Control+a", "18");
      await walk.goes("textbox JSON of visits", "Control+s");
      await walk.says("Set visits to 18.");
      await walk.press("Control+a", "19");
      await walk.until("button Revert");
      await walk.goes("tab JSON", "Enter");
      await walk.goes("textbox JSON of visits", "Tab");
      await walk.press("Control+a", "20");
      await walk.until("button Save");
      await walk.goes("tab JSON", "Enter");
      await walk.says("Set visits to 20.");
      await walk.until("tab History", "ArrowRight");
      await walk.page.waitForSelector(".detail [role=listbox]");
      await walk.goes("listbox History of visits", "Tab");
      await walk.goes("listbox History of visits", "ArrowDown");
      await walk.goes("button Show in Timeline", "Tab");
      await walk.goes("button Restore this value", "Tab");
      await walk.goes("button Restore this value", "Enter");
      await walk.says("Set visits to 18.");
      await walk.is("button Restore this value");
      await walk.until("button Copy as…", "Shift+Tab");
      await walk.goes("menuitem Copy value", "Enter");
      await walk.goes("button Copy as…", "Enter");
      await walk.goes("button Close details", "Tab");
      await walk.goes("row visits", "Enter");
    });
  });

  test.each([420, 900, 1400])(
    "Esc closes the detail from within, %i pixels wide, and the row's menu opens it",
    async (width) => {
      await open({ width }, async (walk) => {
        const isOpen = () => walk.page.evaluate(() => document.querySelector(".v-session .detail") !== null);
        await walk.press("/", "Escape", "v");
        await walk.item("Details");
        await walk.is("row visits");
        await walk.detail();
        await walk.goes("row visits", "Escape");
        expect(await isOpen()).toBe(false);
        await walk.item("Details");
        await walk.is("row visits");
        expect(await isOpen()).toBe(true);
        await walk.goes("row visits", "Escape");
        expect(await isOpen()).toBe(false);
      });
    },
  );

  test("conflicts, edits that wait, a server that comes back", async () => {
    await open({}, async (walk) => {
      const change = (visits: number) =>
        walk.page.evaluate((value) => {
          const { server, sessionKey } = window.playground;
          server.sessions.change(sessionKey, { visits: value }, { method: "POST", path: "/visit" });
        }, visits);
      await walk.press("/", "Escape", "v", "Enter", "Control+a", "18");
      await change(99);
      await walk.goes("row visits", "Enter");
      await walk.reads("Use mine");
      await walk.until("button Use mine");
      await walk.goes("row visits", "Enter");
      await walk.press("Enter", "Control+a", "20");
      await change(100);
      await walk.goes("row visits", "Enter");
      await walk.until("button Keep theirs");
      await walk.goes("row visits", "Enter");
      await walk.page.evaluate(() => window.playground.server.goAway());
      await walk.reads("stopped answering");
      await walk.is("row visits");
      await walk.goes("row visits", "Enter", "Control+a", "21", "Enter");
      await walk.goes("button Discard this edit", "Tab");
      await walk.goes("row visits", "Enter");
      await walk.goes("row visits", "Enter", "Control+a", "22", "Enter");
      await walk.until("button Try now", "Shift+Tab");
      await walk.page.evaluate(() => window.playground.server.comeBack());
      await walk.goes("row visits", "Enter");
      await walk.reads("1 edit is not saved");
      await walk.until("button Save", "Shift+Tab");
      await walk.goes("row visits", "Enter");
    });
  });

  test("the frame: tabs by digits and arrows, connection, shortcuts, F6 round", async () => {
    await open({}, async (walk) => {
      await walk.press("/", "Escape", "v");
      await walk.goes("row sessionid", "2");
      await walk.goes("row visits", "1");
      await walk.goes("button Close", "?");
      await walk.goes("row visits", "Escape");
      await walk.goes("tab JSON", "F6");
      await walk.goes("row sessionid", "2");
      await walk.goes("row visits", "1");
      await walk.goes("tab JSON", "F6");
      await walk.goes("button Add key", "F6");
      await walk.goes("row visits", "F6");
      await walk.goes("button Add key", "Shift+F6");
      await walk.until("tab Session", "Shift+Tab");
      await walk.goes("tab Cookies", "ArrowRight");
      await walk.goes("tab Session", "ArrowLeft");
      await walk.goes("button localhost:3000", "Tab");
      await walk.goes("menuitemradio", "Enter");
      await walk.goes("button localhost:3000", "Escape");
      await walk.press("Enter");
      await walk.choose("Look again");
      await walk.is("button localhost:3000");
      await walk.goes("button Shortcuts", "Tab");
      await walk.press("Enter");
      await walk.goes("button Shortcuts", "Escape");
      await walk.goes("button Options", "Tab");
      await walk.goes("button Options", "Enter");
    });
  });
});

test("in a narrow dock: the same from More, and Esc gives the focus back", async () => {
  await open({ width: 420, height: 900 }, async (walk) => {
    expect(await walk.at()).toBe("body");
    await walk.press("Tab");
    expect(await walk.unreached()).toEqual([]);
    await walk.press("/", "Escape", "v");
    await walk.item("Details");
    await walk.is("row visits");
    await walk.goes("row visits", "Escape");
    await walk.toolbar("Add key");
    await walk.goes("textbox Key", "Enter");
    await walk.goes("button Add key", "Escape");
    for (const [name, there] of [["Expiry…", "radio"]] as const) {
      await walk.toolbar("More");
      await walk.press("Enter");
      await walk.choose(name);
      await walk.is(there);
      await walk.goes("button More", "Escape");
    }
    for (const [name, sentence] of [
      ["Cycle key", "The session has a new key."],
      ["Clear all keys", "Cleared."],
      ["Undo", "Put"],
      ["Flush session and cookie", "Flushed."],
    ] as const) {
      await walk.toolbar("More");
      await walk.press("Enter");
      await walk.choose(name);
      await walk.says(sentence);
      await walk.is("button More");
    }
  });
});

test("neither a load nor a resize takes the focus from where it is", async () => {
  await open({ width: 690 }, async (walk) => {
    expect(await walk.at()).toBe("body");
    for (const width of [1400, 690, 710, 420]) {
      await walk.page.setViewport({ width, height: 700 });
      await walk.page.waitForSelector(width < 700 ? ".v-session .split.is-sheet" : ".v-session .split.is-beside");
      expect(await walk.at()).toBe("body");
    }
    await walk.press("/");
    for (const width of [1400, 690]) {
      await walk.page.setViewport({ width, height: 700 });
      await walk.page.waitForSelector(width < 700 ? ".v-session .split.is-sheet" : ".v-session .split.is-beside");
      await walk.is("textbox Filter");
    }
    await walk.page.setViewport({ width: 1400, height: 700 });
    await walk.toolbar("Cycle key");
    await walk.page.setViewport({ width: 420, height: 700 });
    await walk.is("button Add key");
  });
});
