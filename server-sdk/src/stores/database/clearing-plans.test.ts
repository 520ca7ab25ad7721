/** PostgreSQL chooses how to run a statement by what it knows of the table. Whatever it chooses, a batch is a batch. */

import { Client } from "pg";
import { expect, test } from "vitest";
import { newDatabase } from "../../../../scripts/services/shared-services.ts";
import { newId, session } from "../../testing/store-suite/trial.ts";
import { DatabaseStore } from "../database.ts";

/** Without these it looks up each row in what the batch chose, by running that again. */
const others = ["hashjoin", "mergejoin", "hashagg", "sort", "material", "memoize"];

test("clearExpired removes at most a batch at a time where PostgreSQL joins in nested loops", async () => {
  const url = await newDatabase("postgres");
  const client = new Client(url);
  await client.connect();
  for (const way of others)
    await client.query(`alter database ${new URL(url).pathname.slice(1)} set enable_${way} = off`);
  const store = await DatabaseStore.open(url);
  await store.migrate();
  const first = Date.now() - 10_000;
  // In the order of their deadlines: the table is read in that order, too, so that each row it comes to is the next to be chosen.
  for (let index = 0; index < 40; index++) await store.create(newId(), session({ expiresAt: first + index }));

  const steps: number[] = [];
  for await (const count of store.clearExpired(7, new AbortController().signal)) steps.push(count);
  expect(steps).toEqual([7, 7, 7, 7, 7, 5]);
  await store.close();
  await client.end();
});
