import { expect, test } from "vitest";
import type { Cookie } from "../../../../cookies/cookie.ts";
import { exampleCookie } from "../../../../cookies/fixtures/example-cookie.ts";
import {
  changesOf,
  type JarChange,
  type JarChanges,
  type JarReadings,
  logged,
  type ResponsesAbout,
} from "./change-log.ts";
import { linesOf, slotOf } from "./seen-lines.ts";

const now = 1_000_000;
const page = new URL("http://localhost:3000/");
const cookie = (value: string, expiresAt: number | null = null): Cookie => exampleCookie({ value, expiresAt });
const slot = slotOf(cookie("1"));
const changesBetween = (more: Partial<JarReadings>) =>
  logged(new Map(), { before: [], after: [], since: now - 200, own: () => false, now, ...more }).get(slot) ?? [];
const respond = (line: string, at: number, more: object = {}) =>
  linesOf(
    {
      url: `${page.href}login`,
      method: "POST",
      status: 200,
      at,
      headers: [["set-cookie", line]],
      whole: true,
      ...more,
    },
    page,
    "chromium",
  );
const authors = (changes: readonly JarChange[], more: Partial<ResponsesAbout> = {}) =>
  changesOf(changes, { lines: [], refused: new Set(), unread: [], ...more }).map(({ kind, by }) => [kind, by]);
const post = { method: "POST", path: "/login" };

test("the log says what changed between two readings of the jar, and who changed it", () => {
  expect(authors(changesBetween({ after: [cookie("1")] }))).toEqual([["set", "unseen"]]);
  expect(authors(changesBetween({ before: [cookie("1")], after: [cookie("2")] }))).toEqual([["changed", "unseen"]]);
  expect(authors(changesBetween({ before: [cookie("1")] }))).toEqual([["removed", "unseen"]]);
  expect(authors(changesBetween({ before: [cookie("1", now - 1)] }))).toEqual([["expired", "unseen"]]);
  expect(authors(changesBetween({ before: [cookie("1")], own: () => true }))).toEqual([["removed", "you"]]);
  expect(authors(changesBetween({ before: [cookie("1")], after: [cookie("1")] }))).toEqual([]);
});

test("a script is never the author of a change to an HttpOnly cookie", () => {
  const hidden = (value: string) => ({ ...cookie(value), httpOnly: true });
  expect(authors(changesBetween({ after: [hidden("1")] }))).toEqual([["set", "unknown"]]);
  expect(authors(changesBetween({ before: [hidden("1")], after: [cookie("2")] }))).toEqual([["changed", "unknown"]]);
  expect(authors(changesBetween({ before: [hidden("1")] }))).toEqual([["removed", "unknown"]]);
  expect(authors(changesBetween({ before: [hidden("1")], own: () => true }))).toEqual([["removed", "you"]]);
});

test("the author is unknown while the browser did not show the lines of a response", () => {
  const changes = changesBetween({ after: [cookie("1")] });
  expect(authors(changes, { unread: [{ host: "localhost", at: now - 100 }] })).toEqual([["set", "unknown"]]);
  expect(authors(changes, { unread: [{ host: "other.test", at: now - 100 }] })).toEqual([["set", "unseen"]]);
  expect(authors(changes, { unread: [{ host: "localhost", at: now - 5000 }] })).toEqual([["set", "unseen"]]);
});

test.each([
  ["before the reading", now - 100],
  ["from a server whose clock is ahead", now + 500],
])("a change by a line is listed once, when the line comes %s", (_, at) => {
  const lines = respond("a=2; Path=/; SameSite=Lax", at);
  const log = changesOf(changesBetween({ before: [cookie("1")], after: [cookie("2")] }), {
    lines,
    refused: new Set(),
    unread: [],
  });
  expect(log).toMatchObject([{ at, kind: "set", by: post, before: { value: "1" }, after: { value: "2" } }]);
  const gone = respond("a=; Path=/; Max-Age=0", at);
  expect(authors(changesBetween({ before: [cookie("1")] }), { lines: gone })).toEqual([["removed", post]]);
});

test("a line explains one change", () => {
  const lines = respond("a=2; Path=/; SameSite=Lax", now - 100);
  const set = changesBetween({ after: [cookie("2")] });
  expect(authors([...set, ...changesBetween({ before: [cookie("2")], after: [cookie("3")] })], { lines })).toEqual([
    ["changed", "unseen"],
    ["set", post],
  ]);
  expect(authors([...set, ...set], { lines })).toEqual([
    ["set", "unseen"],
    ["set", post],
  ]);
  expect(authors(set, { lines, refused: new Set(lines) })).toEqual([
    ["set", "unseen"],
    ["refused", post],
  ]);
  expect(authors(changesBetween({ after: [cookie("2")], own: () => true }), { lines })).toEqual([
    ["set", "you"],
    ["set", post],
  ]);
});

test("changes by lines and other changes are listed together, the latest first", () => {
  const lines = [
    ...respond("a=1; Path=/; SameSite=Lax", 1000),
    ...respond("a=2; Path=/; SameSite=None", 2000),
    ...respond("a=; Path=/; Max-Age=0", 4000),
  ];
  const changes = changesBetween({ before: [cookie("1")], after: [cookie("3")], since: 2900, now: 3000 });
  const log = changesOf(changes, { lines, refused: new Set([lines[1]!]), unread: [] });
  expect(log.map(({ at, kind, by, before, after }) => [at, kind, by, before?.value, after?.value])).toEqual([
    [4000, "removed", post, "3", undefined],
    [3000, "changed", "unseen", "1", "3"],
    [2000, "refused", post, "1", "2"],
    [1000, "set", post, undefined, "1"],
  ]);
});

test("the log keeps the last fifty changes of a cookie", () => {
  let changes: JarChanges = new Map();
  for (let round = 0; round < 60; round++) {
    changes = logged(changes, {
      before: [cookie(`${round}`)],
      after: [cookie(`${round + 1}`)],
      since: round - 1,
      own: () => false,
      now: round,
    });
  }
  expect(changes.get(slot)).toHaveLength(50);
  expect(changes.get(slot)!.at(-1)!.after?.value).toBe("60");
});
