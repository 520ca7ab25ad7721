import { expect, test } from "vitest";
import { sceneOfEachTest } from "../test-scene.ts";

const scene = sceneOfEachTest(({ store, server }) => {
  server.sessions.listing.sorts = ["expires"];
  for (const [name, ago] of [
    ["a", 3],
    ["b", 1],
    ["c", 2],
  ] as const)
    store(name, { visits: 1 }, { ago });
});

test("a store that has no order by the last change begins with the session that ends last", () => {
  expect(scene.state.list.table.sort.value).toEqual({ by: "expires", descending: true });
  const ends = scene.state.list.pages.rows.value.map(({ expiresAt }) => expiresAt);
  expect(ends).toEqual([...ends].sort((a, b) => b! - a!));
});
