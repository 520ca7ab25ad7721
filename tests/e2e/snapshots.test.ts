/** The Snapshots tab in the real DevTools of both browsers, on the real demo app. */

import { createSessions } from "sessionscope";
import { describe, expect, test } from "vitest";
import type { DemoApp } from "../../scripts/demo/demo-app.ts";
import type { BrowserName } from "./browser.ts";
import { button, menuItem, row, signIn, tab, takeSnapshot, undoStrip } from "./panel-words.ts";
import { scenes } from "./scene.ts";

/** The texts of the user's only session, as the app has stored them; null: there is none. */
async function stored({ store }: DemoApp): Promise<Readonly<Record<string, string>> | null> {
  const sessions = await createSessions({ store });
  const found: Readonly<Record<string, string>>[] = [];
  for await (const [, { entries }] of sessions.ofUser("42")) found.push(Object.fromEntries(entries));
  await sessions.close();
  expect(found.length).toBeLessThan(2);
  return found[0] ?? null;
}

const imported = (visits: number) =>
  JSON.stringify({
    format: "sessionscope-snapshots",
    version: 1,
    origin: "http://localhost:3000",
    snapshots: [
      {
        name: "From a file",
        takenAt: "2026-11-21T16:20:00.000Z",
        user: "42",
        expiry: { kind: "policy" },
        hidden: 0,
        session: { visits, imported: true },
      },
    ],
  });

describe.each<BrowserName>(["chromium", "firefox"])("%s", (name) => {
  const setScene = scenes(name);

  test("a state is taken, changed by the app, restored and undone; one of a file is restored after a flush", async () => {
    const { browser, page, panel, shop } = await setScene();
    await signIn(browser, shop.url);
    await panel.find(row("user_name"));
    await panel.click(tab("snapshots"));
    await panel.reads("No snapshots yet");
    await takeSnapshot(panel, "Signed in");
    const before = await stored(shop);

    await browser.goto(`${shop.url}/cart`);
    await page.find("#visits");
    await panel.reads("Restoring changes");
    const changed = await stored(shop);
    expect(changed).not.toEqual(before);
    await panel.click(button("Restore"));
    await panel.reads("Restored “Signed in” as revision", undoStrip);
    await panel.reads("The session is as in the snapshot.");
    await panel.find(row("Before restore"));
    // What the server hides has stayed, too.
    expect(await stored(shop)).toEqual(before);
    await panel.click(button("Undo", undoStrip));
    await panel.reads("Took back the restore.", undoStrip);
    expect(await stored(shop)).toEqual(changed);

    await panel.click(button("Export"));
    await panel.find(menuItem("Save all as a file"));
    await panel.press("Escape");
    await panel.click(button("Import"));
    const text = { role: "textbox", name: "Snapshots to import" } as const;
    await panel.fill(text, imported(7).replace('"version":1', '"version":2'));
    await panel.reads("A later version of the panel wrote this file. This one reads version 1.");
    await panel.fill(text, imported(7));
    await panel.reads("Snapshots in this file: 1.");
    await panel.click(button("Import", { role: "dialog" }));
    await panel.reads("Imported snapshots: 1.", undoStrip);

    // A flush keeps what it destroys, and the file's state gets a new session.
    await panel.click(tab("session"));
    await panel.click(button("Flush"));
    await panel.reads("Flushed.", undoStrip);
    expect(await stored(shop)).toBeNull();
    await panel.click(tab("snapshots"));
    await panel.find(row("Before flush"));
    await panel.click(row("From a file"));
    await panel.reads("There is no session: restoring makes a new one with 2 keys.");
    await panel.click(button("Restore"));
    await panel.reads("Restored 2 keys in a new session.", undoStrip);
    expect(await stored(shop)).toEqual({ visits: "7", imported: "true" });
    await browser.reload();
    await page.reads("8", "#visits");
  });
});
