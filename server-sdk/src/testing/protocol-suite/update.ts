/** session.update: some keys, each if it is what the panel saw. */

import { deepEqual, equal, notEqual, ok } from "node:assert/strict";
import { assertLive, textsOf } from "./answers.ts";
import { endUnderPolicy } from "./reading.ts";
import { assertGiven } from "./set-cookie-line.ts";
import { type Browser, noSession, type ProtocolTest, type Trial } from "./trial.ts";

/** Other languages keep `1.0` apart from `1`; an engine of theirs writes numbers their way. */
export async function assertStored(trial: Trial, browser: Browser, expected: Record<string, string>): Promise<void> {
  const texts = await browser.texts();
  const { engine } = await trial.hello();
  const asJavaScript = (text: string): string => JSON.stringify(JSON.parse(text));
  const read = Object.entries(texts).map(([key, text]) => [key, engine === undefined ? text : asJavaScript(text)]);
  deepEqual(Object.fromEntries(read), expected);
  for (const text of Object.values(texts)) ok(!/\s/.test(text), `there is no space in ${text}`);
}

export const updateTests: readonly ProtocolTest[] = [
  {
    name: "sets and deletes what the panel saw, leaves the rest, and answers what is there now",
    run: async (trial) => {
      const ada = await trial.visitor({ a: 1, b: [1], c: "c" });
      const before = await ada.session();
      const { reading } = await ada.call("session.update", {
        set: { a: "2", "new key": '{"x":[]}' },
        delete: ["b"],
        expect: { a: "1", "new key": null, b: "[1]" },
      });
      const after = assertLive(reading);
      deepEqual(textsOf(after), { a: "2", c: '"c"', "new key": '{"x":[]}' });
      deepEqual([after.handle, after.revision, after.createdAt], [before.handle, 2, before.createdAt]);
      ok((after.modifiedAt ?? 0) >= (before.modifiedAt ?? 0));
      equal(after.expiresAt, endUnderPolicy(after, await trial.hello()), "the deadline counts from the change");
      deepEqual(await ada.session(), after);
    },
  },
  {
    name: "leaves the browser's cookie alone",
    needs: ["server"],
    run: async (trial) => {
      const ada = await trial.visitor();
      await ada.set("visits", "2");
      deepEqual(ada.lines, []);
    },
  },
  {
    name: "gives a session that lives in its cookie another cookie, under the same handle",
    needs: ["client"],
    run: async (trial) => {
      const ada = await trial.visitor();
      const [before, { handle }] = [ada.cookie, await ada.session()];
      await ada.set("visits", "2");
      const after = await ada.session();
      notEqual(ada.cookie, before);
      equal(assertGiven(ada.lines, after, await trial.hello()), ada.cookie);
      deepEqual([after.handle, textsOf(after)], [handle, { visits: "2" }]);
    },
  },
  {
    name: "stores a text without spaces between, and with numbers as JavaScript has them, or the engine's language",
    run: async (trial) => {
      const ada = await trial.visitor({ list: [1] });
      const set = { list: '[ 1.0,\n 2e0, "\\u0041" ]', new: ' { "a" : -0.50 } ' };
      await ada.call("session.update", { set, delete: [], expect: { list: "[1]", new: null } });
      await assertStored(trial, ada, { list: '[1,2,"A"]', new: '{"a":-0.5}' });
    },
  },
  {
    name: "refuses a number that is too large to be one",
    run: async (trial) => {
      const ada = await trial.visitor({ a: 1 });
      await ada.refused("invalid-params", "session.update", { set: { a: "1e999" }, delete: [], expect: { a: "1" } });
      deepEqual(await ada.texts(), { a: "1" });
    },
  },
  {
    name: "refuses what is more than a session may take",
    needs: ["limit"],
    run: async (trial) => {
      const ada = await trial.visitor({ a: 1 });
      const text = JSON.stringify("x".repeat(await trial.limit()));
      await ada.refused("too-large", "session.update", { set: { b: text }, delete: [], expect: { b: null } });
      deepEqual(await ada.texts(), { a: "1" });
    },
  },
  {
    name: "tells no cookie from a session that is gone, and makes none",
    run: async (trial) => {
      const params = { set: { a: "1" }, delete: [], expect: { a: null } };
      await trial.browser().refused("no-session", "session.update", params);
      const gone = trial.browser(noSession);
      await gone.refused("gone", "session.update", params);
      equal(await gone.state(), "gone");
    },
  },
];
