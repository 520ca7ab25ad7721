import { signal } from "@preact/signals";
import { beforeEach, expect, test } from "vitest";
import { pathId, pathText } from "../../json/path.ts";
import type { Root } from "./tree-rows.ts";
import { createTree, type TreeState } from "./tree-state.ts";

const root = (key: string, text: string): Root => ({ key, text, state: "whole", size: text.length, mask: null });
const before = [root("alpha", "1"), root("beta", '{"x":{"deep":[1]},"y":2}'), root("beard", "3"), root("delta", "4")];
const roots = signal<readonly Root[]>(before);
let tree: TreeState;
beforeEach(() => {
  roots.value = before;
  tree = createTree(roots);
});
const names = () => tree.rows.value.map(({ path }) => pathText(path));
const current = () => pathText(tree.current.value?.path ?? []);
const selected = () => [...tree.selected.value].map((id) => pathText(JSON.parse(id)));

test("arrow keys move, open a row, go inside, and come out again", () => {
  tree.move(1, false);
  expect(current()).toBe("alpha");
  tree.move(1, false);
  tree.enter();
  expect(names()).toEqual(["alpha", "beta", "beta.x", "beta.y", "beard", "delta"]);
  tree.enter();
  expect(current()).toBe("beta.x");
  tree.leave();
  expect(current()).toBe("beta");
  tree.leave();
  expect(names()).toEqual(["alpha", "beta", "beard", "delta"]);
  tree.move(100, false);
  expect(current()).toBe("delta");
  tree.move(-100, false);
  expect(current()).toBe("alpha");
});

test("one command opens everything below a row", () => {
  tree.select(pathId(["beta"]));
  tree.openBelow();
  expect(names()).toEqual(["alpha", "beta", "beta.x", "beta.x.deep", "beta.x.deep[0]", "beta.y", "beard", "delta"]);
});

test("a row that closes around the current row becomes current", () => {
  tree.reveal(["beta", "x", "deep", 0]);
  expect(current()).toBe("beta.x.deep[0]");
  tree.toggle(pathId(["beta"]));
  expect(current()).toBe("beta");
  expect(selected()).toEqual(["beta"]);
});

test("ranges and single rows are selected", () => {
  tree.select(pathId(["beta"]));
  tree.move(1, true);
  tree.move(1, true);
  expect(selected()).toEqual(["beta", "beard", "delta"]);
  tree.move(-1, true);
  expect(selected()).toEqual(["beta", "beard"]);
  tree.select(pathId(["alpha"]), "toggle");
  expect(selected()).toEqual(["beta", "beard", "alpha"]);
  tree.select(pathId(["beta"]), "toggle");
  expect(selected()).toEqual(["beard", "alpha"]);
  tree.selectAll();
  expect(selected()).toHaveLength(4);
});

test("typed letters find the next row by its name, letter by letter", () => {
  tree.select(pathId(["alpha"]));
  tree.find("b", 0);
  expect(current()).toBe("beta");
  tree.find("e", 100);
  expect(current()).toBe("beta");
  tree.find("A", 200);
  expect(current()).toBe("beard");
  tree.find("b", 2000);
  expect(current()).toBe("beta");
  tree.find("z", 9000);
  expect(current()).toBe("beta");
});

test("what is open, current and selected survives new data", () => {
  tree.reveal(["beta", "y"]);
  roots.value = [root("new", "0"), root("beta", '{"x":1,"y":20}'), root("delta", "4")];
  expect(names()).toEqual(["new", "beta", "beta.x", "beta.y", "delta"]);
  expect(current()).toBe("beta.y");
  expect(selected()).toEqual(["beta.y"]);
});

test("a renamed value stays open and selected", () => {
  tree.reveal(["beta", "x", "deep"]);
  tree.moved(["beta"], ["gamma"]);
  roots.value = [root("gamma", '{"x":{"deep":[1]},"y":2}')];
  expect(names()).toEqual(["gamma", "gamma.x", "gamma.x.deep", "gamma.y"]);
  expect(current()).toBe("gamma.x.deep");
  expect(selected()).toEqual(["gamma.x.deep"]);
});

test("when the current row goes, the row in its place is current and none is selected", () => {
  tree.select(pathId(["beard"]));
  roots.value = [before[0]!, before[1]!, before[3]!];
  expect(current()).toBe("delta");
  expect(selected()).toEqual([]);
  roots.value = [];
  expect(tree.current.value).toBeNull();
});

test("the filter opens the rows around a match, and is cleared to reveal a row that it hides", () => {
  tree.filter.value = "deep";
  expect(names()).toEqual(["beta", "beta.x", "beta.x.deep"]);
  tree.reveal(["delta"]);
  expect(tree.filter.value).toBe("");
  expect(current()).toBe("delta");
});

const long = root("long", `[${Array.from({ length: 3500 }, (_, index) => index).join()}]`);
const rest = () => tree.rows.value.find((row) => row.rest !== null)?.rest ?? null;

test("more children are shown a thousand at a time, and the first of them is the current one", () => {
  roots.value = [long];
  tree.select(pathId(["long"]));
  tree.enter();
  expect([names().length, rest()]).toEqual([1 + 1000 + 1, 2500]);
  tree.move(Infinity, false);
  expect([...tree.selected.value]).toEqual([]);
  tree.showMore(tree.current.value!.id);
  expect([names().length, rest(), current()]).toEqual([1 + 2000 + 1, 1500, "long[1000]"]);
  expect(tree.current.value?.rest).toBeNull();
});

test("what is not shown yet is shown when it is gone to", () => {
  roots.value = [long];
  tree.reveal(["long", 3456]);
  expect([current(), rest()]).toEqual(["long[3456]", null]);
  roots.value = [root("deep", `{"list":[${Array.from({ length: 1500 }, () => '{"id":1}').join()}]}`)];
  tree.reveal(["deep", "list", 1200, "id"]);
  expect(current()).toBe("deep.list[1200].id");
});

test("all of a filter's hits that are shown are selected, those that are not shown are not", () => {
  roots.value = [long];
  tree.filter.value = "3";
  tree.selectAll();
  expect(selected()).not.toContain("long");
  expect(tree.selected.value.size).toBe(1000);
  expect(tree.found.value! - 1000).toBe(rest());
});
