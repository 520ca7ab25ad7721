/** Redaction: values under names that speak of secrets are neither shown nor written. */

import { deepEqual, equal, ok } from "node:assert/strict";
import { type Params, redactedMark } from "../../protocol.ts";
import { assertLive, textsOf } from "./answers.ts";
import { type Browser, type ProtocolTest, policy, type Trial } from "./trial.ts";

const mark = JSON.stringify(redactedMark);
const sizeStep = 64;
/** Two under hidden names, whole and within, one that only looks like it, and JSON that is kept as a string. */
const values = {
  password: "hunter2",
  profile: { name: "Ada", apiToken: "t0p" },
  kept: '{"apiToken":"t0p"}',
  author: "Ada",
};
const shownKept = JSON.stringify(`{"apiToken":${mark}}`);

type Update = Params<"session.update">;

/** Updates of a session of `values`, and the key they are refused for. */
const touching: readonly (readonly [what: string, key: string, params: Update])[] = [
  ["written", "password", { set: { password: '"x"' }, delete: [], expect: { password: null } }],
  ["deleted", "password", { set: {}, delete: ["password"], expect: { password: '"hunter2"' } }],
  ["guessed", "password", { set: {}, delete: [], expect: { password: '"hunter2"' } }],
  [
    "overwritten that holds something hidden",
    "profile",
    { set: { profile: "1" }, delete: [], expect: { profile: "2" } },
  ],
  [
    "overwritten that holds something hidden in a string",
    "kept",
    { set: { kept: "1" }, delete: [], expect: { kept: "2" } },
  ],
  ["guessed that holds something hidden in a string", "kept", { set: {}, delete: [], expect: { kept: '"{}"' } }],
];

/** Updates that put something hidden into a session which has nothing to hide. */
const putting: readonly (readonly [what: string, key: string, params: Update])[] = [
  ["under a hidden key", "secret", { set: { secret: "1" }, delete: [], expect: { secret: null } }],
  ["within a value", "plain", { set: { plain: '{"token":1}' }, delete: [], expect: { plain: "1" } }],
  ["within a list in a value", "plain", { set: { plain: '[[{"pin":1}]]' }, delete: [], expect: { plain: "1" } }],
  ["within a string", "plain", { set: { plain: JSON.stringify('{"pin":1}') }, delete: [], expect: { plain: "1" } }],
  ["that is only the mark", "plain", { set: { plain: `{"token":${mark}}` }, delete: [], expect: { plain: "1" } }],
];

const listed = {
  form: {
    users: [
      { id: 1, pin: 7 },
      { id: 2, pin: 8 },
    ],
    name: "Ada",
  },
};

/** Values for `form` in which marks have moved, gone or come. */
const moving: readonly (readonly [what: string, sent: string])[] = [
  ["items that change places", `{"users":[{"id":2,"pin":${mark}},{"id":1,"pin":${mark}}],"name":"Ada"}`],
  ["an item less", `{"users":[{"id":1,"pin":${mark}}],"name":"Ada"}`],
  ["another name", `{"users":[{"id":1,"pin":${mark}},{"id":2,"pin":${mark}}],"name":{"pin":${mark}}}`],
  ["another value under it", `{"users":[{"id":1,"pin":${mark}},{"id":2,"pin":9}],"name":"Ada"}`],
  ["no mark", `{"users":[{"id":1,"pin":${mark}},{"id":2}],"name":"Ada"}`],
];

const spellings = [
  "password",
  "userPassword",
  "user_password",
  "PASSWORD",
  "csrftoken",
  "CSRF_TOKEN",
  "apiKey",
  "ｐｉｎ",
];

const hiddenKeys = async (browser: Browser): Promise<string[]> =>
  (await browser.session()).entries.filter(({ redacted }) => redacted).map(({ key }) => key);

async function assertAllStand(browser: Browser): Promise<void> {
  const { entries, revision } = await browser.session();
  deepEqual([entries.map(({ key }) => key), revision], [Object.keys(values), 1]);
}

async function refusedRestore(trial: Trial, browser: Browser, entries: Record<string, string>): Promise<void> {
  const { revision } = await browser.session();
  for (const [asking, at] of [
    [browser, revision],
    [trial.browser(), null],
  ] as const) {
    const error = await asking.refused("redacted", "session.restore", { revision: at, entries, expiry: policy });
    deepEqual(error.keys, Object.keys(entries));
  }
}

export const hiddenValueTests: readonly ProtocolTest[] = [
  {
    name: "names are hidden in any spelling, and words that only look alike are not",
    run: async (trial) => {
      const ada = await trial.visitor({ author: 1, pinned: 1, secretary: 1, visits: 1 });
      deepEqual(await hiddenKeys(ada), []);
      for (const key of spellings) {
        const params = { set: { [key]: "1" }, delete: [], expect: { [key]: null } };
        deepEqual((await ada.refused("redacted", "session.update", params)).keys, [key]);
      }
    },
  },
  ...putting.map(
    ([what, key, params]): ProtocolTest => ({
      name: `nothing hidden is put in: ${what}`,
      run: async (trial) => {
        const ada = await trial.visitor({ plain: 1 });
        deepEqual((await ada.refused("redacted", "session.update", params)).keys, [key]);
        deepEqual(await ada.texts(), { plain: "1" });
        await refusedRestore(trial, ada, { ...params.set });
      },
    }),
  ),
  {
    name: "hidden values are not shown, whole or within, nor their lengths",
    needs: ["app"],
    run: async (trial) => {
      const ada = await trial.appVisitor(values);
      const { entries, size } = await ada.session();
      const plain = { truncated: false, redacted: false };
      const hidden = { size: sizeStep, truncated: false, redacted: true };
      deepEqual(
        entries.map(({ changed: _, ...entry }) => entry),
        [
          { key: "password", text: "", ...hidden },
          { key: "profile", text: `{"name":"Ada","apiToken":${mark}}`, ...hidden },
          { key: "kept", text: shownKept, ...hidden },
          { key: "author", text: '"Ada"', size: 5, ...plain },
        ],
      );
      equal(size, Object.keys(values).join("").length + 3 * sizeStep + 5);
      for (const entry of entries) deepEqual(await ada.call("session.value", { key: entry.key }), entry);
    },
  },
  ...touching.map(
    ([what, key, params]): ProtocolTest => ({
      name: `a hidden value is not ${what}`,
      needs: ["app"],
      run: async (trial) => {
        const ada = await trial.appVisitor(values);
        deepEqual((await ada.refused("redacted", "session.update", params)).keys, [key]);
        await assertAllStand(ada);
      },
    }),
  ),
  {
    name: "an edit beside a hidden part keeps it where its mark stands, and is compared with what was shown",
    needs: ["app", "besideHidden"],
    run: async (trial) => {
      const ada = await trial.appVisitor(values);
      const [seen, sent] = ["Ada", "Zoë"].map((name) => `{"name":"${name}","apiToken":${mark}}`) as [string, string];
      const { reading } = await ada.call("session.update", {
        set: { profile: sent },
        delete: [],
        expect: { profile: seen },
      });
      equal(textsOf(assertLive(reading)).profile, sent);
      const late = { set: { profile: seen }, delete: [], expect: { profile: seen } };
      deepEqual((await ada.refused("conflict", "session.update", late)).keys, ["profile"]);
    },
  },
  ...moving.map(
    ([what, sent]): ProtocolTest => ({
      name: `a mark stands for nothing elsewhere: ${what}`,
      needs: ["app"],
      run: async (trial) => {
        const ada = await trial.appVisitor(listed);
        const seen = (await ada.texts()).form!;
        const params = { set: { form: sent }, delete: [], expect: { form: seen } };
        deepEqual((await ada.refused("redacted", "session.update", params)).keys, ["form"]);
        equal((await ada.texts()).form, seen);
      },
    }),
  ),
  {
    name: "session.restore leaves hidden values of a live session where they are",
    needs: ["app"],
    run: async (trial) => {
      const ada = await trial.appVisitor(values);
      const { entries } = await ada.session();
      const { reading } = await ada.call("session.restore", { revision: 1, entries: { other: "2" }, expiry: policy });
      const after = assertLive(reading).entries.map(({ key, text }) => [key, text]);
      deepEqual(after, [
        ...entries.filter(({ redacted }) => redacted).map(({ key, text }) => [key, text]),
        ["other", "2"],
      ]);
    },
  },
  {
    name: "session.clear drops hidden values with the rest",
    needs: ["app"],
    run: async (trial) => {
      const ada = await trial.appVisitor(values);
      const { reading } = await ada.call("session.clear", { revision: 1 });
      deepEqual(assertLive(reading).entries, []);
    },
  },
  {
    name: "the live stream and the commits of a reading name hidden keys, and not what is inside their values",
    needs: ["app", "server", "recording"],
    run: async (trial) => {
      const ada = await trial.appVisitor(values);
      const { handle } = await ada.session();
      const events = await trial.events();
      await ada.call("session.clear", { revision: 1 });
      const event = await events.of(handle);
      ok(event.type === "changed");
      deepEqual(
        event.changes.toSorted((a, b) => (a.key < b.key ? -1 : 1)),
        [
          { key: "author", kind: "removed" },
          { key: "kept", kind: "removed" },
          { key: "password", kind: "removed" },
          { key: "profile", kind: "removed" },
        ],
      );
    },
  },
];
