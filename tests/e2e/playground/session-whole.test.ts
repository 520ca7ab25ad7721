/** The Session tab: commands on the whole session, and changes by the server meanwhile. */

import { describe, expect, test } from "vitest";
import type { PlaygroundWindow } from "./page.ts";
import { sessionPages } from "./session-words.ts";

declare const window: PlaygroundWindow;

const at = sessionPages();

describe("the session as a whole", () => {
  test("flush: the session and its cookie go; undo makes a new session with a new key", async () => {
    await at({ width: 900, height: 480 }, async (session) => {
      await session.button("Flush");
      await session.strip("Flushed. 10 keys and the cookie sessionid are gone.");
      await session.reads("This visitor has no session");
      await session.reads("Flushed by you");
      await session.picture("flushed-900");
      await session.accessible();
      await session.button("Undo", ".undo");
      await session.strip("Restored 10 keys in a new session. The old key stays dead.");
      await session.row("cart");
      const [key, old] = await session.page.evaluate(() => {
        const { browser, server, sessionKey } = window.playground;
        const name = browser.jar().find((cookie) => cookie.name === "sessionid")?.value;
        return [name, server.sessions.live.has(sessionKey) || name === sessionKey];
      });
      expect([typeof key, old]).toEqual(["string", false]);
    });
  });

  test("clear keeps the session; its keys come back", async () => {
    await at({}, async (session) => {
      await session.button("Clear");
      await session.reads("No keys yet");
      await session.strip("Cleared. 10 keys are gone, the session stays.");
      await session.press("Control+z");
      await session.row("cart");
      await session.stored("visits", 17);
    });
  });

  test("expire now: on the server, or the cookie only; each can be undone", async () => {
    await at({}, async (session) => {
      await session.button("Expire now");
      await session.item("The cookie only");
      await session.reads("This visitor has no session");
      await session.press("Control+z");
      await session.row("cart");
      await session.button("Expire now");
      await session.item("On the server");
      await session.reads("The session of this cookie is gone");
      await session.strip("Expired on the server. The browser still has the cookie.");
      await session.press("Control+z");
      await session.row("cart");
    });
  });

  test("expiry: says what it means in code and in words, then sets it", async () => {
    await at({ width: 900, height: 640 }, async (session) => {
      await session.button("Expiry");
      await session.page.locator("label ::-p-text(After a time without changes)").click();
      await session.page.focus("[aria-label=Time]");
      await session.fill("-1");
      await session.reads("A number above 0, or a date and a time.");
      await session.fill("5");
      await session.reads("req.session.setExpiry(300)");
      await session.reads("unless it changes before. The cookie gets Max-Age=300.");
      await session.accessible();
      await session.picture("expiry-900");
      await session.press("Enter");
      await session.strip("Expires 5 minutes after the last change");
      await session.page.waitForFunction(() =>
        /^[34] min/.test(document.querySelector(".f-exp dd")?.textContent ?? ""),
      );
      await session.press("Control+z");
      await session.reads("13 d 23 h 59 min");
    });
  });

  test("cycle key: another key, the same data", async () => {
    await at({}, async (session) => {
      await session.button("Cycle key");
      await session.strip("The session has a new key. The old one is dead.");
      await session.stored("visits", 17);
      expect(await session.page.$eval(".f-key .mono", (key) => key.textContent)).not.toBe("k3v9qT…x2q7");
      expect(await session.page.$(".undo button ::-p-text(Undo)")).toBeNull();
    });
  });

  test("a visitor without a session can be given one", async () => {
    await at({ scenario: "no-session" }, async (session) => {
      await session.button("Set the test cookie");
      await session.row("testcookie");
    });
  });
});

test("values that the server changes are highlighted with a sentence; what is open, typed and selected stays", async () => {
  await at({ motion: true }, async (session) => {
    await session.select("cart");
    await session.press("ArrowRight");
    await session.select("user_name");
    await session.press("Enter");
    await session.fill('"Gra');
    await session.change({ visits: 18, fresh: [1] }, "/import", ["referrer"]);
    // In one evaluation: a removed row is visible for three seconds only.
    const seen = await session.page.waitForFunction(() => {
      const rowOf = (name: string) => document.querySelector<HTMLElement>(`[data-path='${name}']`);
      if (rowOf("fresh") === null) return null;
      const looks = ["visits", "fresh", "referrer"].map((name) => rowOf(name)?.className);
      return { looks, visits: rowOf("visits")?.innerText.replace(/\s+/g, " ") };
    });
    const { looks, visits } = (await seen.jsonValue())!;
    expect(visits).toMatch(/visits 17 → 18 2 B changed by POST \/import · \d+ s ago/);
    expect(looks).toEqual([
      expect.stringContaining("mark m-chg highlight-chg"),
      expect.stringContaining("mark m-add highlight-add"),
      expect.stringContaining("is-gone"),
    ]);
    const look = (name: string) => session.page.$eval(`[data-path='${name}']`, (row) => row.className);
    expect(await session.page.$eval("[data-path=user_name] input", (field) => field.value)).toBe('"Gra');
    expect(await session.focus()).toBe("user_name");
    expect(await session.hasRow("cart.items")).toBe(true);
    await session.page.waitForFunction(() => document.querySelector("[data-path=referrer]") === null);
    const tint = (name: string) =>
      session.page.$eval(`[data-path='${name}']`, (row) => getComputedStyle(row).backgroundColor);
    await session.page.waitForFunction(
      () => getComputedStyle(document.querySelector("[data-path=visits]")!).backgroundColor === "rgba(0, 0, 0, 0)",
    );
    expect(await tint("visits")).toBe("rgba(0, 0, 0, 0)");
    expect(await look("visits")).toContain("m-chg");
    // A second change: the highlight starts again at once.
    await session.change({ visits: 19 }, "/import");
    await session.page.waitForFunction(
      () => getComputedStyle(document.querySelector("[data-path=visits]")!).backgroundColor !== "rgba(0, 0, 0, 0)",
    );
  });
});
