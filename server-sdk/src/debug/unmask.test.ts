/** An edit beside something hidden: accepted where nothing hidden moves, and never showing it. */

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { redactedMark as mark } from "../protocol.ts";
import { Redaction } from "./redaction.ts";
import { unmask } from "./unmask.ts";

const redaction = new Redaction();
const edit = (stored: unknown, sent: unknown) => {
  const text = unmask("form", JSON.stringify(stored), JSON.stringify(sent), redaction);
  return text === null ? null : JSON.parse(text);
};

describe("accepts", () => {
  const form = { answers: { name: "Ada", age: 36 }, "csrf-secret": "s3", list: [1, 2] };
  test.each([
    ["another value", { answers: { name: "Zoë", age: 36 }, "csrf-secret": mark, list: [1, 2] }],
    ["another order", { list: [1, 2], "csrf-secret": mark, answers: { name: "Ada", age: 36 } }],
    ["a value less", { answers: {}, "csrf-secret": mark }],
    ["a value more", { ...form, "csrf-secret": mark, more: [{ b: 1 }] }],
    ["a list without secrets, in any way", { ...form, "csrf-secret": mark, list: [2, 1, 3] }],
    ["a name like a member of an object", { ...form, "csrf-secret": mark, constructor: 1, ["__proto__"]: { a: 1 } }],
  ])("%s", (_, sent) => {
    expect(edit(form, sent)).toEqual({ ...sent, "csrf-secret": "s3" });
  });

  test("one item of a list, or one beside it, where the others stay", () => {
    const stored = { users: [{ id: 1, token: "A" }, { id: 2, token: "B" }, 3] };
    const shown = { users: [{ id: 1, token: mark }, { id: 2, token: mark }, 3] };
    expect(edit(stored, { users: shown.users.with(0, { id: 9, token: mark }) })).toEqual({
      users: stored.users.with(0, { id: 9, token: "A" }),
    });
    expect(edit(stored, { users: shown.users.with(2, 4) })).toEqual({ users: stored.users.with(2, 4) });
  });

  test("JSON in a string", () => {
    const stored = { kept: JSON.stringify({ token: "A", plain: 1 }), plain: 1 };
    const sent = { kept: JSON.stringify({ token: mark, plain: 2 }), plain: 1 };
    expect(edit(stored, sent)).toEqual({ kept: JSON.stringify({ token: "A", plain: 2 }), plain: 1 });
  });

  test("text in a string as it is, whoever wrote it", () => {
    const stored = { kept: '{"token": "A", "n": 1.0}', plain: 1 };
    expect(edit(stored, { kept: `{"token":"${mark}","n":1}`, plain: 2 })).toEqual({ ...stored, plain: 2 });
  });
});

describe("refuses", () => {
  const stored = { a: { token: "A" }, b: { plain: 1 }, users: [{ id: 1, pin: 1 }, { id: 2, pin: 2 }, 3] };
  const shown = { a: { token: mark }, b: { plain: 1 }, users: [{ id: 1, pin: mark }, { id: 2, pin: mark }, 3] };
  const [first, second] = shown.users as [object, object];
  test.each([
    ["another secret", { ...shown, a: { token: "x" } }],
    ["a secret dropped", { ...shown, a: {} }],
    ["what holds a secret dropped", { b: shown.b, users: shown.users }],
    ["what holds a secret replaced", { ...shown, a: 1 }],
    ["the mark for what holds a secret", { ...shown, a: mark }],
    ["a secret under another name", { ...shown, a: {}, c: { token: mark } }],
    ["a secret copied", { ...shown, b: { plain: 1, token: mark } }],
    ["a secret added", { ...shown, b: { plain: 1, token: "x" } }],
    ["a secret added in a string", { ...shown, b: JSON.stringify({ token: "x" }) }],
    ["a secret in a list of the mark", { ...shown, a: { token: [mark] } }],
    ["two items that change places", { ...shown, users: [second, first, 3] }],
    ["an item removed", { ...shown, users: [first, second] }],
    ["an item added", { ...shown, users: [...shown.users, 4] }],
    ["a list made a dict", { ...shown, users: { ...shown.users } }],
    ["no dict at all", [shown]],
  ])("%s", (_, sent) => {
    expect(edit(stored, sent)).toBeNull();
  });

  test("a value that is hidden as a whole, or that has nothing hidden", () => {
    expect(unmask("token", '{"a":1}', '{"a":2}', redaction)).toBeNull();
    expect(unmask("plain", '{"a":1}', '{"a":2}', redaction)).toBeNull();
  });

  test("to write numbers anew that JavaScript cannot hold", () => {
    const sent = `{"token":"${mark}","n":2}`;
    expect(unmask("form", '{"token":12345678901234567890,"n":1}', sent, redaction)).toBeNull();
    expect(edit({ kept: '{"token":1.0,"n":1}' }, { kept: `{"token":"${mark}","n":2}` })).toBeNull();
  });
});

describe("whatever is stored and sent", () => {
  const name = fc.constantFrom("a", "b", "token", "pin", "__proto__", "0");
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { depthSize: "medium", withCrossShrink: true },
      fc.constantFrom<unknown>(1, null, "s3", mark),
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(name, tie("value"), { maxKeys: 4, noNullPrototype: true }),
      fc.dictionary(name, tie("value"), { maxKeys: 2, noNullPrototype: true }).map((dict) => JSON.stringify(dict)),
    ),
  }));
  const shownOf = (stored: unknown) => redaction.maskWithin(stored, 1);

  /** Each hidden value with its path. One that is the mark itself hides nothing. */
  function secretsIn(at: unknown, path: readonly string[] = []): [string, unknown][] {
    if (typeof at === "string") {
      try {
        return typeof JSON.parse(at) === "object" ? secretsIn(JSON.parse(at), [...path, "text"]) : [];
      } catch {
        return [];
      }
    }
    if (typeof at !== "object" || at === null) return [];
    return Object.entries(at).flatMap(([step, inner]): [string, unknown][] =>
      !Array.isArray(at) && redaction.hidesName(step)
        ? inner === mark
          ? []
          : [[JSON.stringify([...path, step]), inner]]
        : secretsIn(inner, [...path, step]),
    );
  }

  /** Changes some places of a value to others: as people edit, and as an attacker does. */
  const changed = (from: unknown): fc.Arbitrary<unknown> => {
    const others = fc.oneof({ weight: 1, arbitrary: value }, { weight: 6, arbitrary: fc.constant(from) });
    if (Array.isArray(from)) return fc.oneof(others, fc.tuple(...from.map(changed)), fc.shuffledSubarray(from));
    if (typeof from !== "object" || from === null) return others;
    const all = Object.entries(from).map(([step, inner]) =>
      fc.tuple(fc.oneof({ weight: 1, arbitrary: name }, { weight: 8, arbitrary: fc.constant(step) }), changed(inner)),
    );
    return fc.oneof(
      others,
      fc.tuple(...all).map((entries) => Object.fromEntries(entries)),
    );
  };
  const edits = value.chain((stored) => fc.tuple(fc.constant(stored), changed(shownOf(stored))));

  test("an edit is shown as it was sent, and every secret is where it was", () => {
    let accepted = 0;
    fc.assert(
      fc.property(edits, ([stored, sent]) => {
        const text = unmask("form", JSON.stringify(stored), JSON.stringify(sent), redaction);
        if (text === null) return;
        accepted++;
        expect(redaction.mask("form", text)).toBe(JSON.stringify(sent));
        expect(new Map(secretsIn(JSON.parse(text)))).toEqual(new Map(secretsIn(stored)));
      }),
      { numRuns: 3000 },
    );
    expect(accepted).toBeGreaterThan(100);
  });

  test("whether it is accepted says nothing about a secret", () => {
    const other = (at: unknown): unknown => {
      if (Array.isArray(at)) return at.map(other);
      if (typeof at !== "object" || at === null) return at;
      const entries = Object.entries(at).map(([step, inner]) => [
        step,
        redaction.hidesName(step) ? "other" : other(inner),
      ]);
      return Object.fromEntries(entries);
    };
    fc.assert(
      fc.property(edits, ([stored, sent]) => {
        const [one, two] = [stored, other(stored)].map((each) => JSON.stringify(each));
        fc.pre(redaction.mask("form", one!) === redaction.mask("form", two!));
        const outcomes = [one, two].map((each) => unmask("form", each!, JSON.stringify(sent), redaction) === null);
        expect(outcomes[0]).toBe(outcomes[1]);
      }),
      { numRuns: 2000 },
    );
  });

  test("what is sent as it was shown changes nothing", () => {
    fc.assert(
      fc.property(value, (stored) => {
        const [text, shown] = [JSON.stringify(stored), redaction.mask("form", JSON.stringify(stored))];
        fc.pre(shown !== null);
        expect(unmask("form", text, shown!, redaction)).toBe(text);
      }),
    );
  });
});
