/** The recipes of docs/django.md do what they say. */

import { expect, onTestFinished, test } from "vitest";
import { blocksOf } from "./doc-blocks.ts";
import { DocFolder } from "./doc-folder.ts";

test("the recipes in docs/django.md do what they say", async () => {
  const blocks = ["docs/django.md", "docs/guides/background-jobs.md"].flatMap((page) => blocksOf(page));
  const folder = new DocFolder();
  onTestFinished(() => folder.remove());
  const names = ["login", "withSession", "setForUser", "idOf", "addMessage, takeMessages"];
  const imports = names.map((name, at) => {
    const first = name.split(",")[0]!;
    const block = blocks.find(({ code }) =>
      new RegExp(`export (async function|const|function) ${first}\\b`).test(code),
    );
    folder.write(`recipe-${at}.ts`, block!.code);
    return `import { ${name} } from "./recipe-${at}.ts";`;
  });
  const use = `
import { createSessions } from "sessionscope";
import { signedIn } from "sessionscope/testing";
${imports.join("\n")}
const sessions = await createSessions({ store: "memory:" });
const keyOf = (cookie) => cookie.split("=")[1];
const stranger = keyOf(await signedIn(sessions, { cart: ["tea"] }));
let key;
await withSession(sessions, stranger, async (session) => {
  await login(session, { id: 7 });
  key = session.sessionKey;
});
console.log(stranger !== key, await withSession(sessions, key, (session) => [session.cart, session.boundUser]));
await withSession(sessions, key, (session) => login(session, { id: 8 }));
const other = [];
for await (const [id, { user, entries }] of sessions.ofUser("8")) other.push(user, [...entries.keys()], (await sessions.stored.read(id)) !== null);
console.log(other);
const ada = keyOf(await signedIn(sessions, { user: "ada" }, "ada"));
await setForUser(sessions, "ada", "unread", 3);
console.log((await sessions.stored.read(idOf(ada))).entries);
await withSession(sessions, ada, (session) => {
  addMessage(session, "info", "one");
  addMessage(session, "error", "two");
  addMessage(session, "info", "three");
});
console.log(await withSession(sessions, ada, takeMessages), await withSession(sessions, ada, takeMessages));`;
  const said = await folder.run("use.mjs", use);
  expect(said.trim().split("\n")).toEqual([
    "true [ [ 'tea' ], '7' ]",
    "[ '8', [ 'user' ], true ]",
    `Map(2) { 'user' => '"ada"', 'unread' => '3' }`,
    "[",
    "  { level: 'info', text: 'one' },",
    "  { level: 'error', text: 'two' },",
    "  { level: 'info', text: 'three' }",
    "] []",
  ]);
});
