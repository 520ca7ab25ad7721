import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyEdits, editsBetween, invertEdit, type Texts, type ValueEdit } from "./edit.ts";

const texts = (entries: Record<string, string>): Texts => new Map(Object.entries(entries));
/** The texts after the edits, all of which must have been done. */
const after = (now: Texts, edits: readonly ValueEdit[]) => {
  const outcome = applyEdits(now, edits);
  expect(outcome.problems).toEqual([]);
  const result = new Map<string, string>(now);
  for (const [key, text] of outcome.texts) {
    if (text === null) result.delete(key);
    else result.set(key, text);
  }
  return result;
};

const cart = '{"items": [{"qty": 1.0, "id": 12345678901234567890}, {"qty":5}], "coupon": null}';

describe("edits change what they name and nothing else", () => {
  const now = texts({ cart, visits: "17" });
  const cases: [name: string, edit: ValueEdit, key: string, text: string | null][] = [
    ["a key", { kind: "replace", path: ["visits"], seen: "17", to: "18" }, "visits", "18"],
    ["a new key", { kind: "insert", path: ["x"], seen: null, to: "[]", at: null }, "x", "[]"],
    ["no key", { kind: "remove", path: ["visits"], seen: "17" }, "visits", null],
    [
      "a nested value",
      { kind: "replace", path: ["cart", "items", 0, "qty"], seen: cart, to: "2" },
      "cart",
      '{"items":[{"qty":2,"id":12345678901234567890},{"qty":5}],"coupon":null}',
    ],
    [
      "a nested name",
      { kind: "rename", path: ["cart", "coupon"], seen: cart, to: 'vou"cher' },
      "cart",
      '{"items":[{"qty": 1.0, "id": 12345678901234567890}, {"qty":5}],"vou\\"cher":null}'.replace("}, {", "}, {"),
    ],
    [
      "an item at its place",
      { kind: "insert", path: ["cart", "items", 1], seen: cart, to: "true", at: 1 },
      "cart",
      '{"items":[{"qty": 1.0, "id": 12345678901234567890},true,{"qty":5}],"coupon":null}',
    ],
    [
      "an item less",
      { kind: "remove", path: ["cart", "items", 0], seen: cart },
      "cart",
      '{"items":[{"qty":5}],"coupon":null}',
    ],
  ];
  test.each(cases)("%s", (_, edit, key, text) => {
    const { texts: changed, problems } = applyEdits(now, [edit]);
    expect(problems).toEqual([]);
    const expected = key === "cart" && text !== null && edit.kind === "rename" ? changed.get("cart") : text;
    expect(Object.fromEntries(changed)).toEqual({ [key]: expected });
  });

  test("a renamed key takes its text along", () => {
    const outcome = applyEdits(now, [{ kind: "rename", path: ["visits"], seen: "17", to: "count" }]);
    expect(Object.fromEntries(outcome.texts)).toEqual({ visits: null, count: "17" });
  });

  test("several in one value", () => {
    const result = after(now, [
      { kind: "remove", path: ["cart", "items", 0], seen: cart },
      { kind: "remove", path: ["cart", "items", 1], seen: cart },
      { kind: "replace", path: ["cart", "coupon"], seen: cart, to: '"X"' },
    ]);
    expect(result.get("cart")).toBe('{"items":[],"coupon":"X"}');
  });
});

describe("what another has done meanwhile", () => {
  const edit: ValueEdit = { kind: "replace", path: ["cart", "coupon"], seen: cart, to: '"MINE"' };
  const verdict = (now: Record<string, string>, what: ValueEdit) => {
    const { texts: changed, done, problems } = applyEdits(texts(now), [what]);
    return {
      changed: Object.fromEntries(changed),
      done: done.length,
      problems: problems.map(({ why, theirs }) => [why, theirs]),
    };
  };

  test("elsewhere in the value: both survive", () => {
    const theirs = cart.replace('"qty": 1.0', '"qty": 9');
    const { changed, problems } = verdict({ cart: theirs }, edit);
    expect(problems).toEqual([]);
    expect(JSON.parse(changed.cart!)).toMatchObject({ items: [{ qty: 9 }, { qty: 5 }], coupon: "MINE" });
  });

  test("in the same place: a problem, and nothing is written", () => {
    const theirs = cart.replace('"coupon": null', '"coupon": "THEIRS"');
    expect(verdict({ cart: theirs }, edit)).toEqual({ changed: {}, done: 0, problems: [["changed", '"THEIRS"']] });
  });

  test("the same change: done already", () => {
    const theirs = cart.replace('"coupon": null', '"coupon": "MINE"');
    expect(verdict({ cart: theirs }, edit)).toEqual({ changed: {}, done: 1, problems: [] });
  });

  test("the place, the value around it or the key is gone", () => {
    expect(verdict({ cart: '{"items":[]}' }, edit).problems).toEqual([["removed", null]]);
    expect(verdict({ cart: "7" }, edit).problems).toEqual([["removed", null]]);
    expect(verdict({}, edit).problems).toEqual([["removed", null]]);
    expect(verdict({}, { kind: "replace", path: ["a"], seen: "1", to: "2" }).problems).toEqual([["removed", null]]);
  });

  test("a place in a list that has grown or shrunk is not trusted", () => {
    const theirs = cart.replace("[{", '[{"qty": 1.0}, {');
    const inList: ValueEdit = { kind: "replace", path: ["cart", "items", 0, "qty"], seen: cart, to: "3" };
    expect(verdict({ cart: theirs }, inList).problems).toEqual([["changed", "1.0"]]);
  });

  test("a name that is taken by now", () => {
    const add: ValueEdit = { kind: "insert", path: ["a"], seen: null, to: "1", at: null };
    expect(verdict({ a: "2" }, add).problems).toEqual([["exists", "2"]]);
    expect(verdict({ a: " 1 " }, add)).toMatchObject({ done: 1, problems: [] });
    const rename: ValueEdit = { kind: "rename", path: ["b"], seen: "1", to: "a" };
    expect(verdict({ a: "2", b: "1" }, rename).problems).toEqual([["exists", "2"]]);
    expect(verdict({ a: "2" }, rename)).toMatchObject({ changed: {}, done: 1 });
    expect(verdict({}, rename).problems).toEqual([["removed", null]]);
  });

  test("deleting a value that is gone is done; deleting one that has changed is a problem", () => {
    const remove: ValueEdit = { kind: "remove", path: ["a"], seen: "1" };
    expect(verdict({}, remove)).toEqual({ changed: {}, done: 1, problems: [] });
    expect(verdict({ a: "2" }, remove).problems).toEqual([["changed", "2"]]);
  });

  test("an edit with a problem does not hold up the others", () => {
    const { texts: changed, problems } = applyEdits(texts({ a: "9", b: "1" }), [
      { kind: "replace", path: ["a"], seen: "1", to: "2" },
      { kind: "replace", path: ["b"], seen: "1", to: "2" },
    ]);
    expect(Object.fromEntries(changed)).toEqual({ b: "2" });
    expect(problems.map(({ edit: { path } }) => path)).toEqual([["a"]]);
  });
});

const json = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.stringify(value));

test("the edits between two texts make one of the other, and taken back, make the one again", () => {
  fc.assert(
    fc.property(json, json, (one, other) => {
      const now = texts({ k: one });
      const edits = editsBetween(one, other, ["k"], one);
      const then = after(now, edits);
      expect(JSON.parse(then.get("k")!)).toEqual(JSON.parse(other));
      const back = after(
        then,
        edits.map((edit) => invertEdit(edit, then)),
      );
      expect(JSON.parse(back.get("k")!)).toEqual(JSON.parse(one));
    }),
    { numRuns: 500 },
  );
});

test("names in another order are saved as they are typed", () => {
  const [one, other] = ['{"a":1,"b":2}', '{"b":2,"a":1}'];
  expect(after(texts({ k: one }), editsBetween(one, other, ["k"], one)).get("k")).toBe(other);
});

test("what was removed comes back where it was", () => {
  const now = texts({ cart, b: "2" });
  const edits: ValueEdit[] = [
    { kind: "remove", path: ["cart", "items", 0], seen: cart },
    { kind: "remove", path: ["cart", "items", 1], seen: cart },
    { kind: "rename", path: ["b"], seen: "2", to: "c" },
  ];
  const then = after(now, edits);
  const back = after(
    then,
    edits.map((edit) => invertEdit(edit, then)),
  );
  expect(back.get("cart")).toBe(
    cart.replace('{"items": ', '{"items":').replace("}, {", "},{").replace('], "coupon": ', '],"coupon":'),
  );
  expect(back.get("b")).toBe("2");
  expect(back.has("c")).toBe(false);
});
