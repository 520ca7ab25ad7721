/** JSON beside the tree: read, edited, searched, at any length. */

import { describe, expect, test } from "vitest";
import { type Session, sessionPages } from "./session-words.ts";

const at = sessionPages();

/** What the editor draws, and what a screen reader is told of it. */
const drawn = ({ page }: Session) =>
  page.evaluate(() => {
    const root = document.querySelector(".json-editor")!.shadowRoot!;
    const content = root.querySelector<HTMLElement>(".cm-content")!;
    const error = content.getAttribute("aria-describedby");
    return {
      lines: root.querySelectorAll(".cm-line").length,
      written: [...root.querySelectorAll(".esc")].map((one) => one.textContent),
      role: content.role,
      label: content.ariaLabel,
      readOnly: content.ariaReadOnly,
      invalid: content.ariaInvalid,
      error: error === null ? null : root.getElementById(error)!.textContent,
      wrong: [...root.querySelectorAll(".squiggle")].map((one) => one.textContent).join(""),
    };
  });
/** The tab is there once the value has been looked into. */
const openDecoded = async ({ page }: Session) =>
  (await page.waitForSelector("::-p-aria([name='Decoded'][role='tab'])"))!.click();
const paste = ({ page }: Session, text: string) =>
  page.evaluate((pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", pasted);
    const content = document.querySelector(".json-editor")!.shadowRoot!.querySelector(".cm-content")!;
    content.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, text);
const megabyte = Array.from({ length: 9000 }, (_, id) => ({ id, name: `Item ${id}`, text: "x".repeat(60) }));

describe("the text stays as it is", () => {
  test("line ends of every kind", async () => {
    await at({}, async (session) => {
      const text = "one\r\ntwo\rthree\u2028four\u2029five\nsix";
      await session.change({ ticket: Buffer.from(text).toString("base64") });
      await session.select("ticket");
      await openDecoded(session);
      await session.readsJson("six");
      expect(await session.json()).toBe(text);
    });
  });

  test("separators of Unicode in a string that is saved with a change beside it", async () => {
    await at({}, async (session) => {
      await session.change({ note: { said: "a\u2028b\u2029c\u00a0d", id: 1 } });
      await session.select("note");
      await session.replaceJson('"id": 1', '"id": 2');
      await session.press("Control+s");
      await session.stored("note", { said: "a\u2028b\u2029c\u00a0d", id: 2 });
    });
  });

  test("what shows nothing or turns the line is written out, and stays in the text", async () => {
    await at({}, async (session) => {
      const name = "user\u202egnp.exe\u200b\u0085\ufeff";
      await session.change({ file: { name } });
      await session.select("file");
      await session.readsJson("user");
      expect((await drawn(session)).written).toEqual(["\\u202e", "\\u200b", "\\u0085", "\\ufeff"]);
      expect(JSON.parse(await session.json())).toEqual({ name });
      await session.picture("editor-hostile");
    });
  });

  test("line ends of another system become this one's when they are pasted, as in any text field", async () => {
    await at({}, async (session) => {
      await session.select("visits");
      await session.intoJson(0, 2);
      await paste(session, "[\r\n  1,\r  2\n]");
      await session.reads("4 lines changed,");
      expect(await session.json()).toBe("[\n  1,\n  2\n]");
    });
  });
});

describe("editing", () => {
  test("what is wrong is marked in its place and told with the field", async () => {
    await at({}, async (session) => {
      await session.select("cart");
      await session.replaceJson('"coupon": null', '"coupon": nope');
      await session.reads("Not JSON: unexpected");
      expect(await drawn(session)).toMatchObject({ role: "textbox", label: "JSON of cart", invalid: "true" });
      const { error, wrong } = await drawn(session);
      expect(error).toMatch(/^Not JSON: unexpected .* at line \d+, column \d+\.$/);
      expect(wrong).toBe("ope");
      await session.accessible();
      await session.press("Control+z");
      await session.reads("Not JSON", false);
      expect(await drawn(session)).toMatchObject({ invalid: null, error: null, wrong: "" });
    });
  });

  test("undo takes back what was typed here, and nothing of the value before", async () => {
    await at({}, async (session) => {
      await session.select("user_id");
      await session.replaceJson("42", "43");
      await session.reads("1 line changed,");
      await session.select("visits");
      await session.intoJson(0);
      await session.press("Control+z", "Control+z");
      expect(await session.json()).toBe("17");
      await session.type("1");
      await session.reads("1 line changed,");
      await session.press("Control+z");
      expect(await session.json()).toBe("17");
      await session.press("Control+Shift+z");
      expect(await session.json()).toBe("117");
    });
  });

  test("a value that may not be changed takes no key", async () => {
    await at({}, async (session) => {
      await session.change({ ticket: btoa("plain text in base64, long enough") });
      await session.select("ticket");
      await openDecoded(session);
      await session.readsJson("plain");
      await session.intoJson(0);
      await session.type("x");
      await session.press("Delete");
      expect(await session.json()).toBe("plain text in base64, long enough");
      expect((await drawn(session)).readOnly).toBe("true");
    });
  });

  test("Tab leaves it, in both directions", async () => {
    await at({}, async (session) => {
      await session.select("visits");
      await session.intoJson(0);
      const inside = () => session.page.evaluate(() => document.activeElement?.matches(".json-editor"));
      await session.press("Tab");
      expect(await inside()).toBe(false);
      await session.press("Shift+Tab");
      expect(await inside()).toBe(true);
      await session.press("Shift+Tab");
      expect(await inside()).toBe(false);
      expect(await session.json()).toBe("17");
    });
  });

  test("a line break keeps the indentation", async () => {
    await at({}, async (session) => {
      await session.select("cart");
      await session.readsJson('"coupon": null');
      await session.intoJson((await session.json()).indexOf('"coupon": null'));
      await session.type('"x": 1,');
      await session.press("Enter");
      expect(await session.json()).toContain('\n  "x": 1,\n  "coupon": null\n');
    });
  });

  test("Ctrl+F finds what no line in sight holds, and Escape closes the search alone", async () => {
    await at({}, async (session) => {
      await session.change({ big: megabyte });
      await session.select("big");
      await session.readsJson("Item 8999");
      await session.intoJson(0);
      await session.press("Control+f");
      await session.type("Item 8765");
      await session.press("Enter");
      await session.page.waitForFunction(
        () => document.querySelector(".json-editor")!.shadowRoot!.querySelector(".cm-searchMatch-selected") !== null,
      );
      await session.accessible();
      await session.picture("editor-find");
      await session.press("Escape");
      await session.page.waitForFunction(
        () => document.querySelector(".json-editor")!.shadowRoot!.querySelector(".cm-search") === null,
      );
      expect(await session.page.$(".detail .json-editor")).not.toBeNull();
      await session.type("found");
      await session.reads("1 line changed,");
      expect(await session.json()).toContain('"name": "found"');
    });
  });
});

describe("at size", () => {
  test("only the lines in sight are in the page, and their numbers and colours", async () => {
    await at({}, async (session) => {
      await session.change({ big: megabyte });
      await session.select("big");
      await session.readsJson("Item 8999");
      expect((await drawn(session)).lines).toBeLessThan(200);
      await session.intoJson((await session.json()).indexOf("Item 8999"));
      const seen = () =>
        session.page.evaluate(() => {
          const root = document.querySelector(".json-editor")!.shadowRoot!;
          return [root.querySelector(".t-str")?.textContent, root.querySelector(".cm-gutters")!.textContent];
        });
      await expect.poll(async () => (await seen())[1]).toContain("44999");
      expect((await seen())[0]).toMatch(/^"/);
    });
  });

  test("what is typed into a large value is not lost when another is chosen at once", async () => {
    await at({}, async (session) => {
      await session.change({ big: megabyte });
      await session.select("big");
      await session.readsJson("Item 8999");
      await session.intoJson(1);
      await session.type(" 1,");
      await session.select("visits");
      await session.reads("Not saved: big");
      await session.button("Not saved: big");
      await session.readsJson("[ 1,");
      await session.reads("1 line changed,");
    });
  });

  test("what is typed into a large value is saved by Ctrl+S at once", async () => {
    await at({}, async (session) => {
      await session.change({ big: megabyte });
      await session.select("big");
      await session.readsJson("Item 8999");
      await session.intoJson(1);
      await session.type(" 1,");
      await session.press("Control+s");
      await session.stored("big", [1, ...megabyte]);
    });
  });

  test("5 MB are pasted, checked and can be typed into", async () => {
    await at({}, async (session) => {
      await session.select("visits");
      await session.intoJson(0, 2);
      const line = `  "${"x".repeat(1000)}"`;
      await paste(session, `[\n${Array.from({ length: 5000 }, () => line).join(",\n")}\n]`);
      await session.reads("5002 lines changed,");
      await session.intoJson(1);
      await session.type(" 1,,");
      await session.reads("Not JSON: unexpected “,” at line 1, column 5.");
      expect((await drawn(session)).lines).toBeLessThan(200);
    });
  });
});

test("it can be read in forced colours", async () => {
  await at({}, async (session) => {
    const devtools = await session.page.createCDPSession();
    await devtools.send("Emulation.setEmulatedMedia", { features: [{ name: "forced-colors", value: "active" }] });
    await session.select("cart");
    await session.replaceJson('"coupon": null', '"coupon": "SPRING"');
    await session.reads("1 line changed,");
    await session.press("Control+f");
    await session.picture("editor-forced-colours");
    const bar = await session.page.evaluate(() => {
      const changed = document.querySelector(".json-editor")!.shadowRoot!.querySelector(".cm-gutterElement.is-edit")!;
      return getComputedStyle(changed).borderLeftWidth;
    });
    expect(bar).toBe("3px");
  });
});
