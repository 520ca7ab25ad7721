import { readFileSync } from "node:fs";
import { openStore } from "sessionscope";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type FakeClock, fakeClock } from "../../src/testing/fake-clock.ts";
import { atomicStores } from "../server-stores.ts";
import { readCorpus, type Scenario } from "./corpus.ts";
import { newTally, recordedAt, replay } from "./replay.ts";
import { adjustments, rules } from "./rules.ts";

interface Engine {
  readonly name: string;
  readonly corpus: Scenario["engine"];
  readonly url: () => Promise<string>;
}

const engines: readonly Engine[] = [
  ...atomicStores.map(({ name, newUrl }) => ({ name, corpus: "db" as const, url: newUrl })),
  { name: "SignedCookieStore", corpus: "signed", url: async () => `signed-cookie:` },
];

const explained = new Set<string>();
const stop = new AbortController();
let clock: FakeClock;
beforeAll(() => {
  clock = fakeClock(recordedAt, stop.signal);
});
afterAll(() => stop.abort());

describe("visits recorded with a real Django", () => {
  test.each(engines)("$name answers as Django did, but for the named rules", async ({ corpus, url }) => {
    const secret = ["the secret of the replayed visits"];
    const store = await openStore(await url(), { secret });
    if (store.kind === "server") await store.migrate?.();
    const tally = newTally();
    for (const scenario of readCorpus(corpus)) await replay(scenario, store, clock, tally);
    if (store.kind === "server") await store.close?.();
    for (const name of tally.explained.keys()) explained.add(name);
    expect(tally.unexplained.slice(0, 5)).toEqual([]);
    expect(tally.compared).toBeGreaterThan(corpus === "db" ? 3000 : 900);
  });

  test("docs/django.md has a paragraph for every rule, and no other", () => {
    const page = readFileSync(new URL("../../../docs/django.md", import.meta.url), "utf8");
    const paragraphs = [...page.matchAll(/^### (.+)$/gm)].map(([, name]) => name);
    expect(paragraphs.sort()).toEqual([...rules.map(({ name }) => name), ...Object.values(adjustments)].sort());
  });

  test("every rule still explains something", () => {
    const names = [...rules.map(({ name }) => name), ...Object.values(adjustments)];
    expect(names.filter((name) => !explained.has(name))).toEqual([]);
  });
});
