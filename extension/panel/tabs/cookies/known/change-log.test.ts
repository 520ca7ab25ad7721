import { expect, test } from "vitest";
import type { Cookie } from "../../../../cookies/cookie.ts";
import { type Change, type Looks, record, type Sent, told } from "./change-log.ts";
import { linesOf, slotOf } from "./seen-lines.ts";

const now = 1_000_000;
const page = new URL("http://localhost:3000/");
const cookie = (value: string, expiresAt: number | null = null): Cookie => ({
  name: "a",
  value,
  domain: "localhost",
  hostOnly: true,
  path: "/",
  secure: false,
  httpOnly: false,
  sameSite: "lax",
  expiresAt,
  partition: null,
});
const slot = slotOf(cookie("1"));
const look = (more: Partial<Looks>) =>
  record(new Map(), { before: [], after: [], since: now - 200, own: () => false, now, ...more }).get(slot) ?? [];
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
const tell = (changes: readonly Change[], more: Partial<Sent> = {}) =>
  told(changes, { lines: [], refused: new Set(), unread: [], ...more }).map(({ kind, by }) => [kind, by]);
const post = { method: "POST", path: "/login" };

test("tells what changed between two looks, and by whom", () => {
  expect(tell(look({ after: [cookie("1")] }))).toEqual([["set", "unseen"]]);
  expect(tell(look({ before: [cookie("1")], after: [cookie("2")] }))).toEqual([["changed", "unseen"]]);
  expect(tell(look({ before: [cookie("1")] }))).toEqual([["removed", "unseen"]]);
  expect(tell(look({ before: [cookie("1", now - 1)] }))).toEqual([["expired", "unseen"]]);
  expect(tell(look({ before: [cookie("1")], own: () => true }))).toEqual([["removed", "you"]]);
  expect(tell(look({ before: [cookie("1")], after: [cookie("1")] }))).toEqual([]);
});

test("no script is blamed for an HttpOnly cookie", () => {
  const hidden = (value: string) => ({ ...cookie(value), httpOnly: true });
  expect(tell(look({ after: [hidden("1")] }))).toEqual([["set", "unknown"]]);
  expect(tell(look({ before: [hidden("1")], after: [cookie("2")] }))).toEqual([["changed", "unknown"]]);
  expect(tell(look({ before: [hidden("1")] }))).toEqual([["removed", "unknown"]]);
  expect(tell(look({ before: [hidden("1")], own: () => true }))).toEqual([["removed", "you"]]);
});

test("no script is blamed while the lines of a response are not known", () => {
  const changes = look({ after: [cookie("1")] });
  expect(tell(changes, { unread: [{ host: "localhost", at: now - 100 }] })).toEqual([["set", "unknown"]]);
  expect(tell(changes, { unread: [{ host: "other.test", at: now - 100 }] })).toEqual([["set", "unseen"]]);
  expect(tell(changes, { unread: [{ host: "localhost", at: now - 5000 }] })).toEqual([["set", "unseen"]]);
});

test.each([
  ["before the look", now - 100],
  ["by a clock that is ahead", now + 500],
])("what a line did is told once, heard %s", (_, at) => {
  const lines = respond("a=2; Path=/; SameSite=Lax", at);
  const story = told(look({ before: [cookie("1")], after: [cookie("2")] }), { lines, refused: new Set(), unread: [] });
  expect(story).toMatchObject([{ at, kind: "set", by: post, before: { value: "1" }, after: { value: "2" } }]);
  const gone = respond("a=; Path=/; Max-Age=0", at);
  expect(tell(look({ before: [cookie("1")] }), { lines: gone })).toEqual([["removed", post]]);
});

test("a line explains one change, its own", () => {
  const lines = respond("a=2; Path=/; SameSite=Lax", now - 100);
  const set = look({ after: [cookie("2")] });
  expect(tell([...set, ...look({ before: [cookie("2")], after: [cookie("3")] })], { lines })).toEqual([
    ["changed", "unseen"],
    ["set", post],
  ]);
  expect(tell([...set, ...set], { lines })).toEqual([
    ["set", "unseen"],
    ["set", post],
  ]);
  expect(tell(set, { lines, refused: new Set(lines) })).toEqual([
    ["set", "unseen"],
    ["refused", post],
  ]);
  expect(tell(look({ after: [cookie("2")], own: () => true }), { lines })).toEqual([
    ["set", "you"],
    ["set", post],
  ]);
});

test("puts lines and looks together, the latest first", () => {
  const lines = [
    ...respond("a=1; Path=/; SameSite=Lax", 1000),
    ...respond("a=2; Path=/; SameSite=None", 2000),
    ...respond("a=; Path=/; Max-Age=0", 4000),
  ];
  const changes = look({ before: [cookie("1")], after: [cookie("3")], since: 2900, now: 3000 });
  const story = told(changes, { lines, refused: new Set([lines[1]!]), unread: [] });
  expect(story.map(({ at, kind, by, before, after }) => [at, kind, by, before?.value, after?.value])).toEqual([
    [4000, "removed", post, "3", undefined],
    [3000, "changed", "unseen", "1", "3"],
    [2000, "refused", post, "1", "2"],
    [1000, "set", post, undefined, "1"],
  ]);
});

test("keeps the last fifty of a cookie", () => {
  let chronicle: ReturnType<typeof record> = new Map();
  for (let round = 0; round < 60; round++) {
    chronicle = record(chronicle, {
      before: [cookie(`${round}`)],
      after: [cookie(`${round + 1}`)],
      since: round - 1,
      own: () => false,
      now: round,
    });
  }
  expect(chronicle.get(slot)).toHaveLength(50);
  expect(chronicle.get(slot)!.at(-1)!.after?.value).toBe("60");
});
