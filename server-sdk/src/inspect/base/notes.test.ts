import { expect, test } from "vitest";
import { Notes } from "./notes.ts";
import type { Inspected } from "./serve-bridge.ts";

const note = () => () => {};

test("the newest notes are kept, in their order, and each is taken once", () => {
  const notes = new Notes();
  const left = Array.from({ length: 2000 }, note);
  for (const one of left) notes.add(one, 10);
  const taken = notes.take();
  expect(taken).toEqual(left.slice(-taken.length));
  expect(taken.length).toBe(1500);
  expect(notes.take()).toEqual([]);
});

test("long texts leave room for fewer notes, and the last one is kept however long it is", () => {
  const notes = new Notes();
  const left = Array.from({ length: 10 }, note);
  for (const one of left) notes.add(one, 1_000_000);
  expect(notes.take()).toEqual(left.slice(-4));
  notes.add(left[0]!, 1);
  notes.add(left[1]!, 9_000_000);
  expect(notes.take()).toEqual([left[1]]);
});

test("requests without a session are counted beside, and take no room from the notes", () => {
  const notes = new Notes();
  const kept = note();
  notes.add(kept, 1);
  for (let count = 0; count < 2000; count++) notes.countWithoutSession();
  const [counting, ...rest] = notes.take();
  expect(rest).toEqual([kept]);
  let counted = 0;
  counting!({ endpoint: { withoutSession: () => counted++ } } as unknown as Inspected);
  expect(counted).toBe(2000);
  expect(notes.take()).toEqual([]);
});
