import { expect, test } from "vitest";
import type { Cookie } from "../../../cookies/cookie.ts";
import { type Difference, record, told } from "./chronicle.ts";
import { linesOf, slotOf } from "./lines.ts";

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
const look = (more: Partial<Difference>) =>
  record(new Map(), { before: [], after: [], lines: [], mine: new Set(), now, ...more })
    .get(slot)
    ?.map(({ kind, by }) => [kind, by]);
const respond = (line: string, at: number) =>
  linesOf({ url: `${page.href}login`, method: "POST", status: 200, at, headers: [["set-cookie", line]] }, page);

test("tells what changed between two looks, and by whom", () => {
  expect(look({ after: [cookie("1")] })).toEqual([["set", "unseen"]]);
  expect(look({ before: [cookie("1")], after: [cookie("2")] })).toEqual([["changed", "unseen"]]);
  expect(look({ before: [cookie("1")] })).toEqual([["removed", "unseen"]]);
  expect(look({ before: [cookie("1", now - 1)] })).toEqual([["expired", "unseen"]]);
  expect(look({ before: [cookie("1")], mine: new Set([slot]) })).toEqual([["removed", "you"]]);
  expect(look({ before: [cookie("1")], after: [cookie("1")] })).toBeUndefined();
});

test("leaves to the line what a response did", () => {
  expect(look({ after: [cookie("1")], lines: respond("a=1; Path=/; SameSite=Lax", now) })).toBeUndefined();
});

test("puts lines and looks together, the latest first", () => {
  const lines = [
    ...respond("a=1; Path=/; SameSite=Lax", 1000),
    ...respond("a=2; Path=/; SameSite=None", 2000),
    ...respond("a=; Path=/; Max-Age=0", 4000),
  ];
  const chronicle = record(new Map(), {
    before: [cookie("1")],
    after: [cookie("3")],
    lines: [],
    mine: new Set(),
    now: 3000,
  });
  const story = told(chronicle, slot, lines, new Set([lines[1]!]));
  expect(story.map(({ at, kind, by, before, after }) => [at, kind, by, before?.value, after?.value])).toEqual([
    [4000, "removed", { method: "POST", path: "/login" }, "3", undefined],
    [3000, "changed", "unseen", "1", "3"],
    [2000, "refused", { method: "POST", path: "/login" }, "1", "2"],
    [1000, "set", { method: "POST", path: "/login" }, undefined, "1"],
  ]);
});

test("keeps the last fifty of a cookie", () => {
  let chronicle: ReturnType<typeof record> = new Map();
  for (let round = 0; round < 60; round++) {
    chronicle = record(chronicle, {
      before: [cookie(`${round}`)],
      after: [cookie(`${round + 1}`)],
      lines: [],
      mine: new Set(),
      now: round,
    });
  }
  expect(chronicle.get(slot)).toHaveLength(50);
  expect(chronicle.get(slot)!.at(-1)!.after?.value).toBe("60");
});
