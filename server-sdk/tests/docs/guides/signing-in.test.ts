/** The apps of the guides on signing in do what their pages say. */

import { expect, test } from "vitest";
import { TestBrowser } from "../../../../examples/test-browser.ts";
import { startPage } from "../doc-folder.ts";

const ada = { name: "ada", password: "ada's password" };

test("login and logout: a new key at the login, and none of the two is anybody's after the logout", async () => {
  const { browser } = await startPage("docs/guides/login-and-logout.md");
  expect(await browser.post("/login", { name: "ada", password: "wrong" })).toMatchObject({ status: 401 });
  expect(browser.cookies.size).toBe(0);
  expect((await browser.post("/login", ada)).text).toBe("You are signed in as ada.");
  const first = browser.cookies.get("sessionid")!;
  expect((await browser.post("/login", ada)).text).toBe("You are signed in as ada.");
  const second = browser.cookies.get("sessionid")!;
  expect(second).not.toBe(first);
  expect((await browser.post("/login", { name: "bob", password: "bob's password" })).text).toContain("bob");
  const third = browser.cookies.get("sessionid")!;
  expect((await browser.post("/logout")).text).toBe("You are signed out.");
  expect(browser.cookies.size).toBe(0);
  for (const key of [first, second, third]) {
    browser.cookies.set("sessionid", key);
    expect((await browser.get("/")).text).toBe("You are signed out.");
  }
});

test("roles: 401 for strangers, 403 for others", async () => {
  const { browser } = await startPage("docs/guides/roles.md");
  expect(await browser.get("/admin")).toMatchObject({ status: 401 });
  await browser.post("/login/bob");
  expect(await browser.get("/admin")).toMatchObject({ status: 403 });
  await browser.post("/login/ada");
  expect(await browser.get("/admin")).toMatchObject({ status: 200, text: "For the staff" });
});

test("remember me: 30 days with the box ticked, else until the browser closes", async () => {
  const { origin } = await startPage("docs/guides/remember-me.md");
  const cookieAfter = async (fields: Record<string, string>) => {
    const body = new URLSearchParams(fields);
    const answer = await fetch(`${origin}/login`, { method: "POST", body, redirect: "manual" });
    return answer.headers.get("set-cookie");
  };
  expect(await cookieAfter({ name: "ada" })).not.toMatch(/Max-Age|Expires/);
  expect(await cookieAfter({ name: "ada", remember: "on" })).toMatch(/Max-Age=(2592000|2591999)\b/);
});

test("log out everywhere: the other devices, and all of them", async () => {
  const { browser: one, origin } = await startPage("docs/guides/log-out-everywhere.md");
  const [two, bob] = [new TestBrowser(origin), new TestBrowser(origin)];
  for (const device of [one, two]) await device.post("/login", { name: "ada" });
  await bob.post("/login", { name: "bob" });
  expect(JSON.parse((await one.get("/devices")).text)).toHaveLength(2);
  const before = one.cookies.get("sessionid");
  expect((await one.post("/logout-everywhere")).text).toBe("ada");
  expect(one.cookies.get("sessionid")).not.toBe(before);
  expect((await two.get("/")).text).toBe("Nobody");
  expect(JSON.parse((await one.get("/devices")).text)).toHaveLength(1);
  await bob.post("/users/ada/logout");
  expect((await one.get("/")).text).toBe("Nobody");
  expect((await bob.get("/")).text).toBe("bob");
});
