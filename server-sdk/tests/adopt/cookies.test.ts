/** Sessions that are in their cookies, of cookie-session, and of iron-session where ADOPT is "all", are adopted. */

import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { startExample, TestBrowser } from "../../../examples/test-browser.ts";
import { adoptCookieSession } from "../../src/adopt/cookie-session.ts";
import { adoptIronSession } from "../../src/adopt/iron-session.ts";
import type { OldSessions } from "../../src/core/old-sessions.ts";
import { importFrom, installPackages } from "../inspect/installed-packages.ts";
import { after, before, Jar, map, visit } from "./moving.ts";

const cookieSession = createRequire(import.meta.url)("cookie-session");
const folder = join(import.meta.dirname, "../inspect/iron-session");
const wanted = process.env.ADOPT === "all";
const day = 86_400_000;
const until = new Date(Date.now() + day);
const password = "a password of at least thirty-two characters";
const nothing = "nobody no cart null";

beforeAll(() => {
  if (wanted) installPackages(folder);
});

/** A block of docs/adopting.md, run as it stands. @returns what it makes. */
async function shown(library: string, fileName: string, code = (block: string) => block) {
  const page = readFileSync(join(import.meta.dirname, "../../../docs/adopting.md"), "utf8");
  const block = page.match(/^```js\n.*?^```$/gms)!.find((each) => each.includes(`sessionscope/adopt/${library}`))!;
  const file = join(import.meta.dirname, fileName);
  const source = code(block.split("\n").slice(1, -1).join("\n"));
  writeFileSync(file, `${source}\nconsole.log(adopt.library, adopt.cookies[0].cookieName);\n`);
  try {
    const env = { ...process.env, COOKIE_KEY: "a key", IRON_PASSWORD: password };
    const args = ["--conditions=@sessionscope/source", file];
    return execFileSync(process.execPath, args, { env, encoding: "utf8" }).trim();
  } finally {
    rmSync(file);
  }
}

test("what the page shows for cookie-session runs", async () => {
  expect(await shown("cookie-session", "shown-cookie-session.cjs")).toBe("cookie-session session");
});

test.runIf(wanted)("what the page shows for iron-session runs", async () => {
  const installed = createRequire(join(folder, "package.json")).resolve("iron-session");
  const own = (block: string) => block.replace('"iron-session"', JSON.stringify(installed));
  expect(await shown("iron-session", "shown-iron-session.mjs", own)).toBe("iron-session iron");
});

test("the example knows who the app on cookie-session knew", async () => {
  await using was = await startExample("cookie-session/server.js");
  const ada = new TestBrowser(was.origin);
  await ada.post("/name", { name: "Ada" });
  await using moved = await startExample("adopting/server.js");
  const here = new TestBrowser(moved.origin);
  for (const [name, value] of ada.cookies) here.cookies.set(name, value);
  const first = await here.get("/");
  expect([first.byId("name"), first.byId("visits")]).toEqual(["Ada", "2"]);
  expect([...here.cookies.keys()]).toEqual(["sessionid"]);
  expect((await here.get("/")).byId("visits")).toBe("3");
  await here.post("/forget");
  expect((await here.get("/")).byId("name")).toBe("stranger");
  expect(await moved.stop()).toBe(0);
});

describe("cookie-session", () => {
  const keys = ["a key of the old app", "an older key"];
  const was = (signedBy = keys) => before(cookieSession({ keys: signedBy, maxAge: day }));
  const adopt = (more: object = {}) => adoptCookieSession({ cookieSession, keys, until, map, ...more });

  async function moved(adopted: OldSessions, signedBy?: string[]) {
    const jar = new Jar();
    await visit(await was(signedBy), jar, "/?user=Ada");
    expect([...jar.keys()]).toEqual(["session", "session.sig"]);
    return { jar, ...(await after({ adopt: adopted })) };
  }

  test("who was signed in is signed in, and both old cookies are dropped", async () => {
    const { origin, jar, store } = await moved(adopt());
    expect(await visit(origin, jar)).toBe("Ada tea Ada");
    expect([...jar.keys()]).toEqual(["sessionid"]);
    expect(await visit(origin, jar)).toBe("Ada tea Ada");
    expect((await store.list!({ limit: 10 })).sessions.size).toBe(1);
  });

  test("two browsers with the same data, and so the same cookie, never share a session", async () => {
    const { origin, jar } = await moved(adopt());
    const other = new Jar(jar);
    await Promise.all([visit(origin, jar), visit(origin, other)]);
    expect(other.get("sessionid")).not.toBe(jar.get("sessionid"));
    await visit(origin, jar, "/out");
    expect(await visit(origin, other)).toBe("Ada tea Ada");
  });

  test("with an identity of the app's it is adopted once, and a logout is not undone by a copy", async () => {
    const { origin, jar } = await moved(adopt({ identity: ({ user }: { user: string }) => user }));
    const jars = Array.from({ length: 4 }, () => new Jar(jar));
    const late = new Jar(jar);
    expect(await Promise.all(jars.map((each) => visit(origin, each)))).toEqual(Array(4).fill("Ada tea Ada"));
    expect(new Set(jars.map((each) => each.get("sessionid"))).size).toBe(1);
    await visit(origin, jars[0]!, "/out");
    expect(await visit(origin, late)).toBe(nothing);
  });

  test("a key that is only left to verify verifies, another does not, and an altered cookie is nobody's", async () => {
    const older = await moved(adopt(), ["an older key"]);
    expect(await visit(older.origin, older.jar)).toBe("Ada tea Ada");
    const another = await moved(adopt(), ["somebody else's key"]);
    expect(await visit(another.origin, another.jar)).toBe(nothing);
    const altered = await moved(adopt());
    altered.jar.set("session", Buffer.from('{"user":"Eve","cart":[]}').toString("base64"));
    expect(await visit(altered.origin, altered.jar)).toBe(nothing);
    altered.jar.delete("session.sig");
    expect(await visit(altered.origin, altered.jar)).toBe(nothing);
  });

  test("after the given day nothing is adopted, and the cookies are dropped", async () => {
    const { origin, jar } = await moved(adopt({ until: new Date(Date.now() - 1) }));
    expect(await visit(origin, jar)).toBe(nothing);
    expect(jar.size).toBe(0);
  });

  test("options that cannot work are refused at start", () => {
    expect(() => adopt({ keys: [] })).toThrow("a cookie that nobody signed is anybody's");
    expect(() => adopt({ until: new Date(Number.NaN) })).toThrow("adopt needs until");
    expect(() => adopt({ map: undefined })).toThrow("adopt needs map");
    expect(() => adopt({ cookieSession: {} })).toThrow("adopt needs cookieSession");
  });
});

describe.runIf(wanted).each(["iron-session", "iron-session-8"])("%s", (name) => {
  const cookieName = "iron";
  async function moved(more: object = {}) {
    const { getIronSession, unsealData } = await importFrom(folder, name);
    const options = { cookieName, password, cookieOptions: { secure: false } };
    const was = await before(
      (_request, _response, next) => next(),
      (request, response) => getIronSession(request, response, options),
    );
    const jar = new Jar();
    await visit(was, jar, "/?user=Ada");
    expect([...jar.keys()]).toEqual([cookieName]);
    const adopt = adoptIronSession({ unsealData, cookieName, password, until, map, ...more });
    return { jar, ...(await after({ adopt })) };
  }

  test("who was signed in is signed in, once, and a logout is not undone by a copy of the seal", async () => {
    const { origin, jar } = await moved();
    const jars = Array.from({ length: 4 }, () => new Jar(jar));
    const late = new Jar(jar);
    expect(await Promise.all(jars.map((each) => visit(origin, each)))).toEqual(Array(4).fill("Ada tea Ada"));
    expect(new Set(jars.map((each) => each.get("sessionid"))).size).toBe(1);
    expect([...jars[0]!.keys()]).toEqual(["sessionid"]);
    await visit(origin, jars[0]!, "/out");
    for (const seal of [
      late.get(cookieName)!,
      late.get(cookieName)!.replace(/~\d+$/, ""),
      late.get(cookieName)!.replace(/~\d+$/, "~1"),
    ]) {
      late.set(cookieName, seal);
      expect(await visit(origin, new Jar(late))).toBe(nothing);
    }
  });

  test("another password opens nothing, one of several does, and an altered seal is nobody's", async () => {
    const other = await moved({ password: "another password of thirty-two characters" });
    expect(await visit(other.origin, other.jar)).toBe(nothing);
    const several = await moved({ password: { 2: "another password of thirty-two characters", 1: password } });
    expect(await visit(several.origin, several.jar)).toBe("Ada tea Ada");
    const altered = await moved();
    altered.jar.set(cookieName, altered.jar.get(cookieName)!.replace("*", "*x"));
    expect(await visit(altered.origin, altered.jar)).toBe(nothing);
  });
});
