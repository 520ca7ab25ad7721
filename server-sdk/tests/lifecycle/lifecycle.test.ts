/** The life of a session, as Django's own tests tell it, over every engine. */

import { type ClientStore, openStore, type Store } from "sessionscope";
import { type FakeClock, fakeClock } from "sessionscope/testing";
import { afterAll, beforeAll, beforeEach, describe, test } from "vitest";
import { engines } from "../server-stores.ts";
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

describe.each(living)("$name", ({ on, open }) => {
  const stop = new AbortController();
  // A cache on a server forgets by its own clock, so time only goes on from here.
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
