import { expect, test } from "vitest";
import { keepable, longestText, roomForTexts, withChanges } from "./change-log.ts";
import type { Change } from "./news.ts";

const change = (revision: number, size: number): Change => ({
  kind: "changed",
  path: ["big"],
  before: null,
  after: "x".repeat(size),
  cause: null,
  earlier: [],
  revision,
  cut: false,
});
const sizeOf = (log: readonly Change[]) => log.reduce((sum, { after }) => sum + (after?.length ?? 0), 0);

test("a large value that changes all the time does not fill the memory: the oldest changes go", () => {
  let log: readonly Change[] = [];
  for (let revision = 1; revision <= 300; revision++) log = withChanges(log, [keepable(change(revision, 1_000_000))]);
  expect(sizeOf(log)).toBeLessThanOrEqual(roomForTexts);
  expect(log[0]).toMatchObject({ revision: 300, cut: true });
  expect(log[0]?.after).toHaveLength(longestText);
});

test("small changes are kept whole, the newest first, five hundred of them", () => {
  let log: readonly Change[] = [];
  for (let revision = 1; revision <= 600; revision++) log = withChanges(log, [keepable(change(revision, 10))]);
  expect(log.map(({ revision }) => revision)).toEqual(Array.from({ length: 500 }, (_, index) => 600 - index));
  expect(log.some(({ cut }) => cut)).toBe(false);
});
