/** The Cookies tab in the real DevTools of both browsers, with the cookies that they really store, refuse and restore. */

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { BrowserName, TestBrowser } from "./browser.ts";
import { button, menuItem, row, tab, undoStrip } from "./panel-words.ts";
import { takeLastPicture } from "./pictures.ts";
import { sharedBrowser } from "./shared-browser.ts";

const lines = [
  "sid=k3v9qTz8Lw4n; Path=/; HttpOnly; SameSite=Lax; Max-Age=1209600",
  "theme=dark; Path=/",
  "deep=1; Path=/deep/er",
  "part=1; Path=/; Secure; SameSite=None; Partitioned; Max-Age=600",
  "promo=SPRING25; Path=/; Max-Age=604800; SameSite=None",
  "__Host-x=1; Secure; Path=/x",
];

/** Outside ASCII, sent as UTF-8. */
const words = ["menu=crème brûlée…“; Path=/", "größe=XL; Path=/"];

/** Set by a frame of another site. */
const thirdParty = [
  "tp_lax=1; SameSite=Lax",
  "tp_none=1; SameSite=None; Secure",
  "tp_part=1; SameSite=None; Secure; Partitioned",
];

/** What a page loads from addresses that no server has. */
const inline = `
  <img src="data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==">
  <iframe src="data:text/html,frame"></iframe>
  <script>fetch(URL.createObjectURL(new Blob(["text"]))).then(() => (document.body.dataset.loaded = ""));</script>
`;

/** Sets the cookies, then says which ones it got. */
function serve(): Server {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url!, "http://localhost");
    response.setHeader("Content-Type", "text/html; charset=utf-8");
    if (pathname === "/set") response.setHeader("Set-Cookie", lines);
    if (pathname === "/later") response.setHeader("Set-Cookie", "promo=SPRING26; Path=/; SameSite=Lax");
    if (pathname === "/login") {
      response.setHeader("Set-Cookie", "account=ada; Path=/; HttpOnly; SameSite=Lax");
      response.writeHead(303, { Location: "/" }).end();
      return;
    }
    if (pathname === "/words")
      response.setHeader(
        "Set-Cookie",
        words.map((line) => Buffer.from(line).toString("latin1")),
      );
    if (pathname === "/frame") response.setHeader("Set-Cookie", thirdParty);
    if (pathname === "/embed") {
      const { port } = server.address() as AddressInfo;
      response.end(`<!doctype html><title>embed</title><iframe src="http://127.0.0.1:${port}/frame"></iframe>`);
      return;
    }
    if (pathname === "/inline") {
      response.setHeader("Set-Cookie", "inline=1; Path=/");
      response.end(`<!doctype html><title>inline</title>${inline}<p id="got">inline</p>`);
      return;
    }
    if (pathname === "/logout") response.setHeader("Set-Cookie", "theme=; Path=/; Max-Age=0");
    const got = (request.headers.cookie ?? "none").split("; ").sort().join("; ");
    // As bytes: node:http reads headers as Latin-1, but writes them as UTF-8 when the body is a string.
    response.end(Buffer.from(`<!doctype html><title>jar</title><p id="got">${got}</p>`, "latin1"));
  });
  return server;
}

describe.each<BrowserName>(["chromium", "firefox"])("%s", (name) => {
  const openBrowser = sharedBrowser(name);
  let server: Server;
  let browser: TestBrowser;
  let origin: string;
  beforeEach(async () => {
    server = serve();
    await new Promise<void>((ready) => server.listen(0, ready));
    origin = `http://localhost:${(server.address() as AddressInfo).port}`;
    browser = await openBrowser({ url: `${origin}/` });
    await browser.goto(`${origin}/set`);
    await browser.panel.click(tab("cookies"));
    await browser.panel.find(row("sid"));
  });
  afterEach(async ({ task }) => {
    await takeLastPicture(task, (file) => browser?.screenshot(file));
    server.close();
    server.closeAllConnections();
  });
  const got = async (): Promise<string> => {
    await browser.goto(`${origin}/`);
    return browser.page.text("#got");
  };

  test("lists what the browser holds and what it refused, with the reason", async () => {
    const { panel } = browser;
    for (const held of ["sid", "theme", "deep", "part"]) await panel.find(row(held));
    await panel.reads("HttpOnly", row("sid"));
    await panel.reads("/deep/er", row("deep"));
    await panel.reads("Partitioned", row("part"));
    await panel.reads("13 d 23 h", row("sid"));
    await panel.reads("Refused", row("promo"));
    await panel.reads("Refused", row("__Host-x"));
    await panel.click(row("promo"));
    await panel.reads("SameSite=None is only accepted together with Secure.");
    await panel.reads("SameSiteNoneInsecure");
    await panel.reads("Sent once, not in the cookie store");
    await panel.click(row("__Host-x"));
    await panel.reads("__Host- requires Path=/.");
    // The browser has not stored it, and has stored the others.
    expect(await got()).toBe("part=1; sid=k3v9qTz8Lw4n; theme=dark");
  });

  test("explains the cookie that a redirect set, once, and blames no script", async () => {
    const { panel } = browser;
    await browser.goto(`${origin}/login`);
    await panel.click(row("account"));
    await panel.click("#cookie-tab-change-log");
    await panel.reads("GET /login", ".change-log");
    const told = await panel.evaluate(() =>
      [...document.querySelectorAll(".change-log .by")].map((by) => by.textContent),
    );
    expect(told).toEqual(["GET /login"]);
  });

  test("lists the cookies of a page that loads what no server has: data and blobs", async () => {
    browser = await openBrowser({ url: `${origin}/` });
    const { page, panel } = browser;
    await browser.goto(`${origin}/inline`);
    await page.find("body[data-loaded]");
    await panel.click(tab("cookies"));
    await panel.find(row("inline"));
    await panel.click(row("inline"));
    await panel.click("#cookie-tab-change-log");
    await panel.reads("GET /inline", ".change-log");
  });

  test("reads what is outside ASCII as it is stored, and does not call it refused", async () => {
    const { panel } = browser;
    await browser.goto(`${origin}/words`);
    await panel.find(row("größe"));
    await panel.reads("crème brûlée…“", row("menu"));
    const rows = (wanted: string) =>
      panel.evaluate((one) => document.querySelectorAll(`.row:has(.name[title="${one}"])`).length, wanted);
    expect([await rows("menu"), await rows("größe")]).toEqual([1, 1]);
    expect(await panel.text(row("größe"))).not.toContain("Refused");
    await panel.click({ selector: '[data-column="value"]', within: row("größe") }, 2);
    await panel.fill({ role: "textbox", name: "Value" }, "XXL");
    await panel.press("Enter");
    await panel.reads("XXL", row("größe"));
    expect(await got()).toContain("größe=XXL; menu=crème brûlée…“");
  });

  test("does not call the cookies of an address refused that it cannot read", async () => {
    const { panel } = browser;
    const { port } = server.address() as AddressInfo;
    await browser.goto(`http://[::1]:${port}/set`);
    await panel.reads("Refused", row("promo"));
    if (name === "chromium") return panel.find(row("theme"));
    await panel.click(row("promo"));
    await panel.reads("and the cookies of [::1] cannot be read");
    expect(await panel.has(row("theme"))).toBe(false);
  });

  test("a row that cannot be imported does not end the others", async () => {
    const { panel } = browser;
    const row = (name: string, more: object = {}) => ({ name, value: "1", domain: "localhost", ...more });
    const partitionKey = { topLevelSite: "localhost", hasCrossSiteAncestor: false };
    const list = [
      row("first"),
      row("bad", { secure: true, partitionKey }),
      row("port", { domain: "localhost:1" }),
      row("last"),
    ];
    await panel.click(button("Import"));
    await panel.fill({ role: "textbox", name: "Cookies to import" }, JSON.stringify(list));
    await panel.reads("2 of 4 can be imported.");
    await panel.reads("The partition “localhost” is no site.");
    await panel.reads("“localhost:1” is more than a host name.");
    await panel.click(button("Import 2"));
    await panel.reads("Imported 2 cookies.", undoStrip);
    expect(await got()).toContain("first=1; last=1");
    await panel.click(button("Undo", undoStrip));
    await panel.reads("Took back the import.", undoStrip);
    expect(await got()).not.toContain("first=1");
  });

  test("forgets a refusal when the server mends it, and a cookie when the server deletes it", async () => {
    const { panel } = browser;
    await panel.reads("Refused", row("promo"));
    await browser.goto(`${origin}/later`);
    await panel.until("promo to be stored", async () => !(await panel.text(row("promo"))).includes("Refused"));
    await browser.goto(`${origin}/logout`);
    await panel.gone(row("theme"));
    expect(await got()).toContain("promo=SPRING26");
  });

  test("third parties: what each browser keeps of them, and why not the rest", async () => {
    const { panel } = browser;
    await browser.goto(`${origin}/embed`);
    await panel.find(row("tp_part"));
    await panel.reads("Partitioned", row("tp_part"));
    await panel.click(row("tp_lax"));
    await panel.reads("127.0.0.1 is another site than localhost: SameSite=Lax is only accepted from the same site.");
    await panel.reads("SameSiteLax");
    if (name === "firefox") {
      // Firefox partitions every third party by itself.
      await panel.reads("Partitioned", row("tp_none"));
      const rows = await panel.evaluate(() => document.querySelectorAll('.row:has(.name[title="tp_none"])').length);
      expect(rows).toBe(1);
      return;
    }
    await panel.click(row("tp_none"));
    await panel.reads("UserPreferences");
    await panel.reads("tp_none=1; SameSite=None; Secure; Partitioned");
  });

  test("what is set as corrected is what the browser sends", async () => {
    const { panel } = browser;
    await panel.click(row("promo"));
    await panel.click(button("Set the corrected one"));
    await panel.click(menuItem("If only this site needs it"));
    await panel.reads("Added promo.", undoStrip);
    expect(await got()).toContain("promo=SPRING25");
  });

  test("deletes several at once, partitioned ones too, and puts them back", async () => {
    const { panel } = browser;
    for (const one of ["sid", "theme", "part"]) await panel.click({ role: "checkbox", name: `Select ${one}` });
    await panel.click(button("Delete", ".group-danger"));
    await panel.reads("Deleted 3 cookies.", undoStrip);
    await panel.gone(row("part"));
    expect(await got()).toBe("none");
    await panel.click(button("Undo", undoStrip));
    await panel.find(row("part"));
    await panel.reads("HttpOnly", row("sid"));
    await panel.reads("13 d 23 h", row("sid"));
    expect(await got()).toBe("part=1; sid=k3v9qTz8Lw4n; theme=dark");
    expect(await browser.page.evaluate(() => document.cookie.includes("sid="))).toBe(false);
  });

  test("edits a value, a name and a switch, and undoes them", async () => {
    const { panel } = browser;
    await panel.click({ selector: '[data-column="value"]', within: row("theme") }, 2);
    await panel.fill({ role: "textbox", name: "Value" }, "light");
    await panel.press("Enter");
    await panel.reads("Set theme to light.", undoStrip);
    await panel.click({ selector: '[data-column="name"]', within: row("theme") }, 2);
    await panel.fill({ role: "textbox", name: "Name" }, "skin");
    await panel.press("Enter");
    await panel.reads("Renamed theme to skin.", undoStrip);
    await panel.click({ selector: '[data-column="httpOnly"]', within: row("skin") }, 2);
    await panel.reads("Changed HttpOnly of skin.", undoStrip);
    expect(await got()).toContain("skin=light");
    expect(await browser.page.evaluate(() => document.cookie)).toBe("part=1");
    await panel.click(row("skin"));
    // The clicks are faster than the writes: each write waits for the one before.
    for (let step = 0; step < 3; step++) await panel.press("Control+z");
    await panel.reads("dark", row("theme"));
    expect(await got()).toBe("part=1; sid=k3v9qTz8Lw4n; theme=dark");
  });

  test("imports a Cookie header, and says row by row what it made of it", async () => {
    const { panel } = browser;
    await panel.click(button("Import"));
    await panel.fill({ role: "textbox", name: "Cookies to import" }, "lang=en; theme=sepia; broken");
    await panel.reads("Read as Cookie header: 2 of 3 can be imported.");
    await panel.reads("Not name=value.");
    await panel.click(button("Import 2"));
    await panel.reads("Imported 2 cookies.", undoStrip);
    expect(await got()).toBe("lang=en; part=1; sid=k3v9qTz8Lw4n; theme=sepia");
  });

  test("shortens what lives longer than a browser allows, and says so", async () => {
    const { panel } = browser;
    await panel.click({ selector: '[data-column="expires"]', within: row("theme") }, 2);
    await panel.fill({ role: "textbox", name: "Expires" }, "3 years");
    await panel.press("Enter");
    await panel.reads("Changed Expires of theme. The browser keeps it for 400 days at most.", undoStrip);
    await panel.reads("399 d", row("theme"));
  });
});
