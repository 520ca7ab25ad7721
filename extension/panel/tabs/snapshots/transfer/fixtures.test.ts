/** Each copied text runs as it stands. */

import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { jsonFixture, playwrightFixture, testFixture } from "./fixtures.ts";

const run = promisify(execFile);
const artifacts = fileURLToPath(new URL("../../../../../artifacts", import.meta.url));
const snapshot = {
  entries: { visits: "203", cart: '{"items":[{"name":"Mug"}],"coupon":null}', "a b": '"\\u2028"', __proto__x: "1" },
  user: "42",
};
const awkward = {
  entries: JSON.parse('{"__proto__":"{\\"__proto__\\":1}","constructor":"2"}') as Record<string, string>,
  user: null,
};

let folder: string;
beforeEach(async () => {
  // Inside the repository, so that the app's own "sessionscope" is found.
  await mkdir(artifacts, { recursive: true });
  folder = await mkdtemp(join(artifacts, "fixtures-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const put = async (name: string, text: string) => {
  await mkdir(join(folder, name, ".."), { recursive: true });
  await writeFile(join(folder, name), text);
};
const node = (...args: readonly string[]) =>
  run(process.execPath, ["--conditions=@sessionscope/source", "--no-warnings", ...args], { cwd: folder });

test("plain JSON is the session", () => {
  expect(JSON.parse(jsonFixture(snapshot))).toEqual({
    visits: 203,
    cart: { items: [{ name: "Mug" }], coupon: null },
    "a b": "\u2028",
    __proto__x: 1,
  });
});

test("the test with sessionscope/testing passes under node --test", async () => {
  await put("copied.test.ts", testFixture('Admin with a "full" cart', snapshot));
  const { stdout } = await node("--test", "--test-reporter=tap", "copied.test.ts");
  expect(stdout).toContain("# pass 1");
  expect(stdout).toContain("# fail 0");
});

test("the Playwright fixture gives its pages the cookie of a session that holds the snapshot", async () => {
  await put(
    "sessions.ts",
    'import { createSessions } from "sessionscope";\nexport const sessions = await createSessions({ store: "memory:" });\n',
  );
  // Stands in for the runner: it hands the fixtures back, to be run as Playwright runs them.
  await put(
    "node_modules/@playwright/test/package.json",
    '{"name":"@playwright/test","type":"module","exports":"./index.js"}',
  );
  await put("node_modules/@playwright/test/index.js", "export const test = { extend: (fixtures) => fixtures };\n");
  await put("fixture.ts", playwrightFixture(snapshot));
  await put(
    "use.ts",
    `import { sessions } from "./sessions.ts";
import { test } from "./fixture.ts";
const added = [];
const context = { addCookies: async (cookies) => void added.push(...cookies) };
let used = null;
await test.context({ context, baseURL: "https://shop.example" }, async (given) => { used = given; });
const stored = await sessions.stored.list({ user: "42", limit: 10 });
const [session] = stored.sessions.values();
console.log(JSON.stringify({ added, used: used === context, sessions: stored.sessions.size, keys: [...session.entries.keys()] }));
await sessions.close();
`,
  );
  const { stdout } = await node("use.ts");
  expect(JSON.parse(stdout)).toEqual({
    added: [{ name: "sessionid", value: expect.stringMatching(/^\S{20,}$/), url: "https://shop.example" }],
    used: true,
    sessions: 1,
    keys: ["visits", "cart", "a b", "__proto__x"],
  });
});

test("names such as __proto__ stay members of the copied object", async () => {
  const text = testFixture("awkward", awkward).replace(
    "await sessions.close();",
    'assert.deepEqual(Object.keys(session), ["__proto__", "constructor"]);\n  await sessions.close();',
  );
  await put("awkward.test.ts", text);
  const { stdout } = await node("--test", "--test-reporter=tap", "awkward.test.ts").catch((error) => error);
  expect(stdout).toContain("# pass 1");
});
