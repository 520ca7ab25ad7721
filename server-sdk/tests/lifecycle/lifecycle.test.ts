/** The life of a session, as Django's own tests check it, over every engine. */

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type ClientStore, openStore, type Store } from "sessionscope";
import { type FakeClock, fakeClock } from "sessionscope/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { embedded, engines } from "../server-stores.ts";
import { lifecycleCases } from "./cases.ts";
import { Life } from "./life.ts";

interface Living {
  readonly name: string;
  readonly on: "server" | "cookie";
  open(secrets: readonly string[]): Promise<Store | ClientStore>;
}

const living: readonly Living[] = [
  ...engines.map(({ name, open }) => ({ name, on: "server" as const, open })),
  ...["signed-cookie:", "signed-cookie:?encrypt", "signed-cookie:?compress"].map((url) => ({
    name: `SignedCookieStore (${url})`,
    on: "cookie" as const,
    open: (secret: readonly string[]) => openStore(url, { secret }),
  })),
];

test("the suite covers every store", () => {
  const files = readdirSync(join(import.meta.dirname, "../../src/stores"), { withFileTypes: true });
  const modules = files.filter((file) => file.isFile() && !file.name.endsWith(".test.ts")).map(({ name }) => name);
  const stores = modules.map((name) =>
    `-${name}`.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()).replace(".ts", "Store"),
  );
  const missing = stores.filter((store) => !living.some(({ name }) => name.split(" ")[0] === store));
  expect(missing.filter((store) => !embedded || !/Redis|CachedDatabase/.test(store))).toEqual([]);
});

describe.each(living)("$name", ({ on, open }) => {
  const stop = new AbortController();
  // A cache server expires entries by its own clock, so the test's clock must never move back.
  const beginning = Date.now();
  let store: Store | ClientStore;
  let clock: FakeClock;
  beforeAll(async () => {
    store = await open(["a secret for the whole life"]);
    clock = fakeClock(beginning, stop.signal);
  });
  beforeEach(() => clock.set(beginning));
  afterAll(async () => {
    stop.abort();
    if (store.kind === "server") await store.close?.();
  });

  test.each(lifecycleCases.filter((one) => (one.on ?? on) === on))("$name", ({ run }) =>
    run(new Life(store, clock, open)),
  );
});
