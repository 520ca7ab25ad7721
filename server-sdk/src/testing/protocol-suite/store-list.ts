/** store.list, store.read and their like: the suite looks only for sessions that it has made, by users of its own. */

import { deepEqual, equal, notEqual, ok } from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { Params, Result, StoredSummary } from "../../protocol.ts";
import { type Browser, noSession, type ProtocolTest, type Trial } from "./trial.ts";

const needs = ["server", "store"] as const;

export const newUser = () => `suite-${randomUUID()}`;

/** Every page to the end. */
export async function listAll(
  browser: Browser,
  params: Omit<Params<"store.list">, "cursor">,
): Promise<StoredSummary[]> {
  const found: StoredSummary[] = [];
  let cursor: string | undefined;
  do {
    const page: Result<"store.list"> = await browser.call("store.list", { ...params, ...(cursor && { cursor }) });
    ok(page.sessions.length <= params.limit, `a page of ${params.limit} held ${page.sessions.length}`);
    found.push(...page.sessions);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  return found;
}

/** The one session of a user. */
export async function summaryOf(browser: Browser, user: string): Promise<StoredSummary> {
  const found = await listAll(browser, { limit: 10, filter: { user } });
  equal(found.length, 1, `sessions of ${user}`);
  return found[0]!;
}

/** Sessions of one user with these entries each. */
async function visitors(trial: Trial, user: string, entries: readonly Record<string, unknown>[]): Promise<Browser[]> {
  const browsers: Browser[] = [];
  for (const one of entries) browsers.push(await trial.visitor(one, { user }));
  return browsers;
}

export const storeListTests: readonly ProtocolTest[] = [
  {
    name: "store.list says of a session what its reading says, and which is the asking browser's",
    needs,
    run: async (trial) => {
      const user = newUser();
      const ada = await trial.visitor({ cart: ["mug"], visits: 1 }, { user });
      const { entries, lastChange: _, ...facts } = await ada.session();
      const { ref, own, keys, state, ...summary } = await summaryOf(ada, user);
      deepEqual(summary, facts);
      deepEqual([own, keys, state], [true, entries.length, "live"]);
      notEqual(ref, facts.handle);
      const seenByOthers = await summaryOf(trial.browser(), user);
      deepEqual([seenByOthers.own, seenByOthers.ref], [false, ref], "a session has one ref");
    },
  },
  {
    name: "store.list gives every session once, page by page",
    needs,
    run: async (trial) => {
      const user = newUser();
      const made = await visitors(trial, user, [{ a: 1 }, { a: 2 }, { a: 3 }, { a: 4 }, { a: 5 }]);
      const handles = new Set<string>();
      for (const browser of made) handles.add((await browser.session()).handle);
      for (const limit of [1, 2, 200]) {
        const found = await listAll(made[0]!, { limit, filter: { user } });
        equal(found.length, 5);
        deepEqual(new Set(found.map(({ handle }) => handle)), handles);
      }
    },
  },
  {
    name: "store.list finds by text, by key, by value and by user, and all parts must be met",
    needs,
    run: async (trial) => {
      const user = newUser();
      const mark = randomUUID();
      const [ada] = await visitors(trial, user, [
        { cart: mark },
        { note: `${mark}`, cart: 1 },
        { [`cart-${mark}`]: 1 },
      ]);
      await trial.visitor({ cart: mark });
      const count = async (filter: Params<"store.list">["filter"]) =>
        (await listAll(ada!, { limit: 200, filter })).length;
      const counts = {
        text: await count({ text: mark }),
        "text and user": await count({ text: mark, user }),
        value: await count({ value: mark, user }),
        key: await count({ key: mark, user }),
        "key and value of one entry": await count({ key: "cart", value: mark, user }),
        "signed in": await count({ text: mark, signedIn: true }),
        anonymous: await count({ text: mark, signedIn: false }),
        live: await count({ user, expired: false }),
        nobody: await count({ user: newUser() }),
      };
      deepEqual(counts, {
        text: 4,
        "text and user": 3,
        value: 2,
        key: 1,
        "key and value of one entry": 1,
        "signed in": 3,
        anonymous: 1,
        live: 3,
        nobody: 0,
      });
    },
  },
  {
    name: "store.list sorts in the orders that it names, and refuses the others",
    needs,
    run: async (trial) => {
      const user = newUser();
      const [first] = await visitors(trial, user, [{ a: 1 }, { a: 2 }, { a: 3 }]);
      await first!.set("a", "4");
      const { sorts } = await first!.call("store.list", { limit: 1 });
      const moments = { modified: "modifiedAt", created: "createdAt", expires: "expiresAt" } as const;
      for (const by of ["modified", "created", "expires"] as const) {
        const sort = { by, descending: true };
        if (!sorts.includes(by)) {
          await first!.refused("unsupported", "store.list", { limit: 1, sort });
          continue;
        }
        const found = await listAll(first!, { limit: 2, filter: { user }, sort });
        const sorted = found.map((row) => row[moments[by]]);
        deepEqual([found.length, sorted], [3, sorted.toSorted((a, b) => (b ?? 0) - (a ?? 0))]);
      }
    },
  },
  {
    name: "a cursor of another list, a ref or a cursor that the server has not made is stale",
    needs,
    run: async (trial) => {
      const user = newUser();
      const [ada] = await visitors(trial, user, [{ a: 1 }, { a: 2 }]);
      const { next } = await ada!.call("store.list", { limit: 1, filter: { user } });
      const cursor = next!;
      await ada!.refused("stale-cursor", "store.list", { limit: 1, filter: { user: newUser() }, cursor });
      await ada!.refused("stale-cursor", "store.list", { limit: 1, filter: { user }, cursor: "yesterday" });
      for (const ref of ["nothing", cursor.slice(0, 100)]) await ada!.refused("stale-cursor", "store.read", { ref });
    },
  },
  {
    name: "store.read, store.value and store.summaries show any session, and say that one is gone",
    needs,
    run: async (trial) => {
      const user = newUser();
      const ada = await trial.visitor({ cart: ["mug"] }, { user });
      const panel = trial.browser();
      const summary = await summaryOf(panel, user);
      const { ref } = summary;
      const reading = await panel.call("store.read", { ref });
      deepEqual(reading.state === "live" && reading.session, await ada.session());
      deepEqual(
        await panel.call("store.value", { ref, key: "cart" }),
        await ada.call("session.value", { key: "cart" }),
      );
      await panel.refused("bad-request", "store.value", { ref, key: "none" });
      deepEqual((await panel.call("store.summaries", { refs: [ref, ref] })).sessions, [summary, summary]);
      await ada.call("session.flush", { revision: 1 });
      equal((await panel.call("store.read", { ref })).state, "gone");
      deepEqual((await panel.call("store.summaries", { refs: [ref] })).sessions, [null]);
      await panel.refused("gone", "store.value", { ref, key: "cart" });
    },
  },
  {
    name: "a page has 1 to 200 sessions, and what is to be deleted must be said",
    run: async (trial) => {
      const panel = trial.browser();
      for (const limit of [0, 201, 1.5]) await panel.refused("invalid-params", "store.list", { limit });
      for (const filter of [{}, { text: "" }, { key: "", value: "" }]) {
        await panel.refused("invalid-params", "store.deleteMatching", { limit: 1, filter });
      }
    },
  },
  {
    name: "a filter finds no hidden values, and sizes are those of a reading",
    needs: [...needs, "app"],
    run: async (trial) => {
      const secret = randomUUID();
      const values = { password: secret, profile: { apiToken: secret, name: randomUUID() } };
      const ada = await trial.appVisitor(values);
      const count = async (filter: Params<"store.list">["filter"]) =>
        (await listAll(ada, { limit: 200, filter })).length;
      equal(await count({ text: values.profile.name }), 1);
      for (const filter of [{ text: secret }, { value: secret }, { key: "password", value: secret }]) {
        equal(await count(filter), 0);
        const { sessions, next } = await ada.call("store.list", { limit: 1, filter });
        deepEqual([sessions, next], [[], null]);
      }
      const [summary] = await listAll(ada, { limit: 1, filter: { text: values.profile.name } });
      equal(summary!.size, (await ada.session()).size);
    },
  },
  {
    name: "a server without a store says why it lists none",
    needs: ["client"],
    run: async (trial) => {
      const panel = trial.browser(noSession);
      const error = await panel.refused("unsupported", "store.list", { limit: 1 });
      ok(error.message.length > 0);
    },
  },
];
