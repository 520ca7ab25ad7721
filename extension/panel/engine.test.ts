import { signal } from "@preact/signals";
import type { CommandName, Engine, Hello } from "sessionscope/protocol";
import { expect, test } from "vitest";
import { type Messages, textOf } from "../platform/fake.ts";
import { FakeServer } from "../playground/fake-server.ts";
import messages from "../public/_locales/en/messages.json" with { type: "json" };
import { countsRevisions, engineName, keepsExpiry, mayLoseEdits, promiseOf, whyNot, whyNotOnServer } from "./engine.ts";
import type { Text } from "./widgets/text.ts";

const text: Text = (id, ...parts) => textOf(messages as Messages, id, parts.map(String));
const { hello: own } = new FakeServer();

function helloOf(
  engine: Partial<Engine> | null,
  missing: readonly CommandName[] = [],
  kind: "server" | "client" = "server",
): Hello {
  const commands = own.commands.filter((name) => !missing.includes(name as CommandName));
  const whole: Engine = {
    name: "iron-session 9.0.0",
    revisions: "observed",
    edits: "none",
    expiry: ["policy"],
    ...engine,
  };
  return { ...own, commands, store: { ...own.store, kind }, ...(engine !== null && { engine: whole }) };
}
const knowing = (hello: Hello | null) => ({ hello: signal(hello), text });

test("what a server has no command for has its reason: the server's own, or a sentence that names the engine", () => {
  const cannot = { "session.cycleKey": "There is no key to cycle." };
  const lacking = helloOf({ cannot }, ["session.cycleKey", "session.flush"]);
  expect(whyNot(knowing(lacking), "session.cycleKey")).toBe("There is no key to cycle.");
  expect(whyNot(knowing(lacking), "session.flush")).toBe("iron-session 9.0.0 cannot do this.");
  expect(whyNot(knowing(lacking), "session.read", "session.flush")).toBe("iron-session 9.0.0 cannot do this.");
  expect(whyNot(knowing(lacking), "session.read")).toBeNull();
  expect(whyNot(knowing(helloOf(null, ["session.flush"])), "session.flush")).toBe(
    "This server does not have this command.",
  );
  expect(whyNot(knowing(null), "session.flush")).toBeNull();
});

test("a sentence of the server shows its invisible characters", () => {
  const lacking = helloOf({ cannot: { "session.flush": "a\u202eb" } }, ["session.flush"]);
  expect(whyNot(knowing(lacking), "session.flush")).not.toContain("\u202e");
});

test("where the cookie is the session, nothing can expire on the server; where it is our own, it can", () => {
  expect(whyNotOnServer(knowing(helloOf({}, [], "client")))).toBe(
    "The cookie is the session; the server has nothing that could expire.",
  );
  expect(whyNotOnServer(knowing(helloOf(null, [], "client")))).toBeNull();
  expect(whyNotOnServer(knowing(helloOf({})))).toBeNull();
});

test.each([
  ["stored", false],
  ["merge", false],
  ["quiet", false],
  ["compare", true],
  ["none", true],
] as const)("an engine whose edits are %s says in a sentence what they promise", (edits, loses) => {
  const hello = helloOf({ edits });
  expect(promiseOf(hello, text)).toMatch(/^[A-Z].* .*\.$/);
  expect(mayLoseEdits(hello)).toBe(loses);
});

test("our own sessions promise everything without a word", () => {
  const hello = helloOf(null);
  expect([promiseOf(hello, text), mayLoseEdits(hello), countsRevisions(hello)]).toEqual([null, false, true]);
  expect(keepsExpiry(hello, "moment")).toBe(true);
  expect(engineName(hello)).toBe("Database (SQLite)");
});

test("an engine has its name, the kinds of expiry it keeps, and revisions that count or do not", () => {
  const hello = helloOf({ expiry: ["policy", "seconds"] });
  expect(engineName(hello)).toBe("iron-session 9.0.0");
  expect([keepsExpiry(hello, "seconds"), keepsExpiry(hello, "moment")]).toEqual([true, false]);
  expect([countsRevisions(hello), countsRevisions(helloOf({ revisions: "stored" }))]).toEqual([false, true]);
});
