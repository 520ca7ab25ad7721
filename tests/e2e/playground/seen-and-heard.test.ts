/** The panel in high contrast and in forced colours, and what a screen reader announces. */

import { describe, expect, test } from "vitest";
import { keyboardPages } from "./keyboard-words.ts";
import { isAccessible, takePicture } from "./page.ts";

const open = keyboardPages();

describe.each(["light", "dark"] as const)("in the %s theme", (theme) => {
  test.each([
    ["session", "a"],
    ["cookies", "a"],
  ])("what the filter found can be read: %s", async (scenario, typed) => {
    await open({ scenario, theme }, async (walk) => {
      await walk.press("/", typed);
      await walk.page.waitForSelector(".view:not(.is-behind) mark.hit");
      await isAccessible(walk.page);
      await walk.press("ArrowDown", "Control+a");
      await isAccessible(walk.page);
      await takePicture(walk.page, `${scenario}-found-${theme}`);
    });
  });
});

test("in forced colours, the primary button and pressed buttons can be told from others", async () => {
  await open({ scenario: "cookies" }, async (walk) => {
    const session = await walk.page.createCDPSession();
    await session.send("Emulation.setEmulatedMedia", { features: [{ name: "forced-colors", value: "active" }] });
    await walk.press("Insert", "name");
    await walk.page.waitForSelector(".pop .primary");
    const looks = await walk.page.evaluate(() => {
      const style = (selector: string) => getComputedStyle(document.querySelector(selector)!);
      const { borderTopStyle, borderTopWidth } = style(".pop .primary");
      const [pressed, other] = ["true", "false"].map((is) => style(`.seg > [aria-pressed=${is}]`).backgroundColor);
      return { border: `${borderTopWidth} ${borderTopStyle}`, differs: pressed !== other };
    });
    expect(looks).toEqual({ border: "1px solid", differs: true });
    await takePicture(walk.page, "forced-colors");
  });
});

test("the panel announces from one polite and one assertive live region, and widgets use these", async () => {
  await open({}, async (walk) => {
    const places = () =>
      walk.page.$$eval("[role=status], [role=alert], [role=log], [aria-live], output", (all) =>
        all.map((one) => one.parentElement!.className),
      );
    const said = (role: "status" | "alert", sentence: string) =>
      walk.page.waitForFunction(
        (kind, wanted) => document.querySelector(`[role=${kind}]`)!.textContent!.includes(wanted),
        {},
        role,
        sentence,
      );
    // A form loads late, and takes the focus then.
    const form = () => walk.page.waitForSelector("[role=dialog] :focus");
    expect(await places()).toEqual(["panel", "panel"]);
    await walk.press("/", "Escape", "v", "Tab", "Enter");
    await said("status", "Copied");
    // Typed at once: what comes before the form has loaded is typed into it.
    await walk.press("Insert", "cart");
    await said("alert", "“cart” exists. Choose another name.");
    expect(await places()).toEqual(["panel", "panel"]);
    await walk.press("Escape");
    await walk.toolbar("Expiry");
    await walk.press("Enter");
    await form();
    await walk.press("ArrowUp");
    await said("status", "The server drops the session");
    expect(await places()).toEqual(["panel", "panel"]);
    await walk.press("Escape");
    await walk.goes("row sessionid", "2");
    await walk.press("Insert", "__Host-a");
    await said("status", "__Host- requires Secure.");
    expect(await places()).toEqual(["panel", "panel"]);
  });
});
