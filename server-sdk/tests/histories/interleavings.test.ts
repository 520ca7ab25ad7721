/** Runs concurrent requests in random interleavings of their store calls, on every server-side store. */

import * as fc from "fast-check";
import { createSessions, type Sessions, type Store } from "sessionscope";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openServerStore } from "../open-server-store.ts";
import { serverStores } from "../server-stores.ts";
import { type RequestRecord, violations } from "./history.ts";
import { afterAnswer } from "./jars.ts";
import { lastStates } from "./last-state.ts";
import { type Data, makeRequest, newVisitor, type Step } from "./visitor.ts";

const keys = ["a", "b", "c"];
const step = fc
  .record({
    read: fc.subarray(keys),
    set: fc.subarray(keys),
    delete: fc.subarray(keys, { maxLength: 1 }),
    increment: fc.boolean(),
    renew: fc.boolean(),
    ends: fc.oneof(
      { weight: 8, arbitrary: fc.constant("nothing" as const) },
      { weight: 1, arbitrary: fc.constant("cycle" as const) },
      { weight: 1, arbitrary: fc.constant("flush" as const) },
    ),
  })
  .map(onlyWhatHappens);

/** The writes that count: a flush discards the earlier writes of its request, and a deletion replaces an assignment. */
function onlyWhatHappens(made: Step): Step {
  if (made.ends === "flush") return { ...made, set: [], delete: [], increment: false, renew: false };
  return { ...made, set: made.set.filter((key) => !made.delete.includes(key)) };
}

/** Several clients run at once; each makes its requests one after another. */
const clients = fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { minLength: 2, maxLength: 4 });

/** Wraps the store so that each call and each reply waits for its turn. */
function scheduled(store: Store, scheduler: fc.Scheduler): Store {
  return new Proxy(store, {
    get(target, name) {
      if (String(name).endsWith("Now")) return undefined;
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function" || name === "close")
        return typeof member === "function" ? member.bind(target) : member;
      return async (...args: unknown[]) => {
        await scheduler.schedule(Promise.resolve(), String(name));
        const reply: unknown = await member.apply(target, args);
        await scheduler.schedule(Promise.resolve(), `reply to ${String(name)}`);
        return reply;
      };
    },
  });
}

const times = Number(process.env.HISTORIES ?? 1);

describe.each(serverStores)("$name", ({ newUrl, histories: runs }) => {
  let store: Store;
  beforeAll(async () => {
    store = await openServerStore(await newUrl());
  });
  afterAll(() => store.close?.());

  test("no acknowledged write is lost, no ended session returns, counters are exact, and cookies are right in any order of the responses", async () => {
    const direct: Sessions<Data> = await createSessions<Data>({ store });
    let histories = 0;
    await fc.assert(
      fc.asyncProperty(clients, fc.scheduler(), async (plans, scheduler) => {
        const sessions = await createSessions<Data>({ store: scheduled(store, scheduler) });
        const { lineage, key } = await newVisitor(direct, `history ${histories++}`);
        let jar: string | null = key;
        const records: RequestRecord[] = [];
        let clock = 0;
        const now = () => clock++;
        const running = plans.map(async (plan, client) => {
          for (const [index, step] of plan.entries()) {
            if (jar === null) return;
            const record = await makeRequest(sessions, { lineage, key: jar }, `${client}.${index}`, step, now);
            records.push(record);
            await scheduler.schedule(Promise.resolve(), `the answer to ${record.request}`);
            jar = afterAnswer(jar, record);
          }
        });
        await scheduler.waitFor(Promise.all(running));
        const ends = await lastStates(store, records);
        for (const [of, end] of ends) ends.set(of, { ...end, jar });
        expect(violations(records, ends)).toEqual([]);
      }),
      { numRuns: runs * times },
    );
  });
});
