// @vitest-environment happy-dom
import { signal } from "@preact/signals";
import { cleanup, fireEvent, render, screen } from "@testing-library/preact";
import { afterEach, expect, test } from "vitest";
import { Diff, jumps } from "./diff.tsx";
import type { DiffRoot } from "./diff-signs.ts";
import { createDiff } from "./diff-state.ts";

afterEach(cleanup);

const root = (key: string, before: string | null, after: string | null): DiffRoot => {
  const side = (text: string | null) => text && { key, text, state: "whole" as const, mask: null, size: text.length };
  return { key, before: side(before) || null, after: side(after) || null };
};

const keys = signal([
  root("visits", "16", "17"),
  root("theme", '"dark"', '"dark"'),
  root("cart", '{"items":[1],"coupon":null}', '{"items":[1,2],"coupon":null}'),
  root("gone", '"x"', null),
]);

function show() {
  const state = createDiff(keys);
  render(
    <Diff
      state={state}
      label="Difference"
      rowHeight={24}
      before={{ name: "Now" }}
      after={{ name: "Snapshot", aside: "9" }}
    />,
  );
}
const rows = () => screen.getAllByRole("row").slice(1);
const cells = (row: HTMLElement) => [...row.querySelectorAll("[role=gridcell]")].map((cell) => cell.textContent);

test("a row has sign and name, the value before and the value after", () => {
  show();
  expect(screen.getByRole("treegrid", { name: "Difference" })).toBeDefined();
  expect(screen.getAllByRole("columnheader").map(({ textContent }) => textContent)).toEqual([
    "key",
    "Now",
    "Snapshot9",
  ]);
  expect(rows().map(cells)).toEqual([
    ["~visits", "16", "17"],
    ["·cart", "keyMany", "keyMany"],
    ["·items", "itemOne", "itemMany"],
    ["+1", "", "2"],
    ["diffUnchanged"],
    ["diffUnchanged"],
    ["−gone", '"x"', ""],
    ["diffUnchanged"],
  ]);
});

test("] and [ go from difference to difference, and stay at the last", () => {
  const state = createDiff(keys);
  const press = (key: string) => {
    expect(jumps(new KeyboardEvent("keydown", { key }), state)).toBe(true);
    return state.current.value?.path.join(".");
  };
  expect(["]", "]", "]", "]", "["].map(press)).toEqual(["visits", "cart.items.1", "gone", "gone", "cart.items.1"]);
  expect(jumps(new KeyboardEvent("keydown", { key: "ArrowDown" }), state)).toBe(false);
});

test("a fold opens and closes with a click", () => {
  show();
  fireEvent.click(rows().at(-1)!);
  expect(rows().at(-1)!.textContent).toContain("theme");
  fireEvent.click(rows().at(-2)!);
  expect(rows().at(-1)!.textContent).toBe("diffUnchanged");
});
