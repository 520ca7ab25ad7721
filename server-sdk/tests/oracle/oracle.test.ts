import { readFileSync } from "node:fs";
import { type ClientStore, openStore, type Store } from "sessionscope";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type FakeClock, fakeClock } from "../../src/testing/fake-clock.ts";
import { engines } from "../server-stores.ts";
import { readCorpus, type Scenario } from "./corpus.ts";
import { newTally, replay } from "./replay.ts";
import { adjustments, rules } from "./rules.ts";

interface Replayed {
  readonly name: string;
  readonly corpus: Scenario["engine"];
  open(): Promise<Store | ClientStore>;
}

const sealed = (name: string, url: string): Replayed => ({
  name,
  corpus: "signed",
  open: () => openStore(url, { secret: ["the secret of the replayed visits"] }),
});
const replayed: readonly Replayed[] = [
  ...engines.map(({ name, open }) => ({ name, corpus: "db" as const, open })),
  sealed("SignedCookieStore", "signed-cookie:"),
  sealed("SignedCookieStore, encrypted", "signed-cookie:?encrypt"),
];

const explained = new Set<string>();
const stop = new AbortController();
let clock: FakeClock;
beforeAll(() => {
  clock = fakeClock(Date.now(), stop.signal);
});
afterAll(() => stop.abort());

describe("visits recorded with a real Django", () => {
  test.each(replayed)("$name: we answer as Django did, except for the named rules", async ({ corpus, open }) => {
    const store = await open();
    const tally = newTally();
    for (const scenario of readCorpus(corpus)) await replay(scenario, store, clock, tally);
    if (store.kind === "server") await store.close?.();
    for (const name of tally.explained.keys()) explained.add(name);
    expect(tally.unexplained.slice(0, 5)).toEqual([]);
    expect(tally.compared).toBeGreaterThan(corpus === "db" ? 4020 : 1290);
  });

  test("docs/django.md has a paragraph for every rule, and no other", () => {
    const page = readFileSync(new URL("../../../docs/django.md", import.meta.url), "utf8");
    const [, differences = ""] = page.split("## Deliberate differences\n");
    const paragraphs = [...differences.matchAll(/^### (.+)$/gm)].map(([, name]) => name);
    expect(paragraphs.sort()).toEqual([...rules.map(({ name }) => name), ...Object.values(adjustments)].sort());
  });

  test("every rule still explains something", () => {
    const names = [...rules.map(({ name }) => name), ...Object.values(adjustments)];
    expect(names.filter((name) => !explained.has(name))).toEqual([]);
  });
});
