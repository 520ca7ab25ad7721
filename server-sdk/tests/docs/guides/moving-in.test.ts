/** The apps of the guides on moving in do what their pages say. */

import { expect, onTestFinished, test } from "vitest";
import { blocksOf } from "../doc-blocks.ts";
import { DocFolder, startPage } from "../doc-folder.ts";

test("from cookie-session: the session lasts a day, and a logout ends it", async () => {
  const { browser } = await startPage("docs/guides/from-cookie-session.md");
  const { text, setCookies } = await browser.get("/");
  expect(text).toBe("Visit 1, a stranger");
  expect(setCookies[0]).toMatch(/Max-Age=(86400|86399)\b/);
  expect((await browser.post("/login/ada")).text).toBe("Visit 2, ada");
  const key = browser.cookies.get("sessionid")!;
  expect((await browser.post("/logout")).text).toBe("Visit 1, a stranger");
  browser.cookies.set("sessionid", key);
  expect((await browser.get("/")).text).toBe("Visit 1, a stranger");
});

test("from koa-session: a login keeps the data under a new key, and a logout ends it", async () => {
  const { browser } = await startPage("docs/guides/from-koa-session.md");
  expect((await browser.get("/")).text).toBe("Visit 1, a stranger");
  const stranger = browser.cookies.get("sessionid");
  expect((await browser.post("/login")).text).toBe("Visit 2, ada");
  expect(browser.cookies.get("sessionid")).not.toBe(stranger);
  expect((await browser.post("/logout")).text).toBe("Visit 1, a stranger");
});

test("from iron-session: the handlers sign in and out without being told to save", async () => {
  const folder = new DocFolder();
  onTestFinished(() => folder.remove());
  const [handlers] = blocksOf("docs/guides/from-iron-session.md");
  const use = `
const visit = async (handler: typeof GET, method: string, cookie: string, body?: FormData) => {
  const answer = await handler(new Request("http://localhost/", { method, headers: { cookie }, body: body ?? null }));
  return { cookie: answer.headers.getSetCookie()[0]?.split(";")[0] ?? cookie, text: await answer.text() };
};
const form = new FormData();
form.set("user", "ada");
const { cookie } = await visit(POST, "POST", "", form);
const before = await visit(GET, "GET", cookie);
const { cookie: none } = await visit(DELETE, "DELETE", cookie);
console.log(before.text, none, (await visit(GET, "GET", cookie)).text);
process.exit();`;
  const said = await folder.run("handlers.ts", handlers!.code + use);
  expect(said).toBe('{"user":"ada"} sessionid= {"user":null}\n');
});

test("from connect-flash: req.flash keeps its three forms", async () => {
  const { browser } = await startPage("docs/guides/from-connect-flash.md");
  const { text } = await browser.post("/");
  expect(JSON.parse(text)).toEqual([["Saved.", "And sent."], { error: ["The printer is out of paper."] }, {}]);
});

test("Passport: signs in under a new key, and out", async () => {
  const { browser } = await startPage("docs/guides/passport.md");
  const wrong = await browser.post("/login", { username: "ada", password: "wrong" });
  expect(wrong).toMatchObject({ status: 401, setCookies: [] });
  expect((await browser.post("/login", { username: "ada", password: "ada's password" })).text).toBe("ada");
  const key = browser.cookies.get("sessionid")!;
  expect((await browser.post("/logout")).text).toBe("Nobody");
  browser.cookies.set("sessionid", key);
  expect((await browser.get("/")).text).toBe("Nobody");
});
