/** Every command of the Snapshots tab by keyboard alone: where the focus is afterwards. It is never lost. */

import { expect, test } from "vitest";
import { keyboardPages } from "./keyboard-words.ts";

const open = keyboardPages();
const scenario = "snapshots";

test("every control can be reached", async () => {
  await open({ scenario }, async (walk) => {
    await walk.press("/", "Escape");
    expect(await walk.unreached()).toEqual([]);
    await walk.toolbar("Import");
    await walk.press("Enter");
    expect(await walk.unreached(), "Import").toEqual([]);
    await walk.goes("button Import", "Escape");
  });
});

test("takes, renames, deletes, undoes, and restores a part", async () => {
  await open({ scenario }, async (walk) => {
    await walk.goes("textbox Filter", "/");
    await walk.goes("row Admin with full cart", "Escape");
    await walk.goes("row Signed in", "ArrowDown");
    await walk.goes("textbox Name of the snapshot", "F2");
    await walk.goes("row Signed in", "Escape");
    await walk.goes("row Empty", "F2", "Empty", "Enter");
    await walk.says("Renamed Signed in, empty cart to Empty.");
    await walk.goes("row Coupon", "Delete");
    await walk.says("Deleted Empty.");
    await walk.press("Control+z");
    await walk.reads("Put Empty back.");
    await walk.item("Rename");
    await walk.is("textbox Name of the snapshot");
    await walk.goes("row ", "Escape");

    await walk.goes("row Admin", "Home");
    await walk.press("F6");
    await walk.goes("row visits", "]");
    await walk.goes("row last_seen", "]");
    await walk.goes("row visits", "[");
    await walk.press(" ");
    await walk.reads("Restoring adds 4 keys, changes 2 and removes 1.");
    await walk.goes("checkbox Restore visits", "Tab");
    await walk.press(" ");
    await walk.reads("Restoring adds 4 keys, changes 3 and removes 1.");
    await walk.until("button Restore", "Shift+Tab");
    await walk.goes("button Restore", "Enter");
    await walk.says("Restored “Admin with full cart” as revision 18.");
    await walk.reads("The session is as in the snapshot.");
    await walk.press("Control+z");
    await walk.says("Took back the restore.");

    await walk.toolbar("Take snapshot");
    await walk.goes("textbox Name of the snapshot", "Enter");
    await walk.goes("row Now", "Now", "Enter");
    await walk.goes("textbox Name of the snapshot", "Insert");
    await walk.goes("row Snapshot", "Escape");
  });
});

test("copies as a fixture, and says why a text is no file with snapshots", async () => {
  await open({ scenario }, async (walk) => {
    await walk.press("/", "Escape");
    await walk.item("JSON");
    const copied = () => walk.page.evaluate(() => document.body.dataset.copied ?? "null");
    // What makes a fixture is loaded first.
    await expect
      .poll(async () => JSON.parse(await copied()))
      .toMatchObject({ visits: 203, roles: ["admin", "editor"] });
    await walk.toolbar("Export");
    await walk.press("Enter");
    await walk.choose("Playwright fixture");
    await walk.is("button Export");
    await walk.toolbar("Import");
    await walk.goes("textbox Snapshots to import", "Enter");
    await walk.press("{}");
    await walk.reads("This is no file with snapshots.");
    await walk.goes("button Import", "Escape");
  });
});
