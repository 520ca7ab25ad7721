import { describe, expect, test } from "vitest";
import type { EditProblem, ValueEdit } from "../../../json/edit.ts";
import type { Path } from "../../../json/path.ts";
import {
  inPhase,
  nonePending,
  overtaken,
  type PendingEdits,
  supersede,
  waitingSteps,
  withConflicts,
  withoutChoices,
  withoutEdits,
} from "./pending-transitions.ts";

const replace = (path: Path, to: string, seen = "{}"): ValueEdit => ({ kind: "replace", path, seen, to });
const insert = (path: Path, to: string): ValueEdit => ({ kind: "insert", path, seen: null, to, at: null });
const remove = (path: Path): ValueEdit => ({ kind: "remove", path, seen: "{}" });
const rename = (path: Path, to: string): ValueEdit => ({ kind: "rename", path, seen: "1", to });
const problem = (edit: ValueEdit, theirs: string | null = "9"): EditProblem => ({ edit, why: "changed", theirs });
const waiting = (...edits: ValueEdit[]) => inPhase(nonePending, edits, 1, "waiting");
/** `phase group kind path to`, for each. */
const told = (pending: PendingEdits) =>
  [...pending.values()].map(({ phase, group, edit }) =>
    [phase, group, edit.kind, edit.path.join("."), "to" in edit ? edit.to : null]
      .filter((part) => part !== null)
      .join(" "),
  );

describe("an edit of a value", () => {
  test("that is sent, waits, and is settled is pending once, in its last phase", () => {
    const edits = [replace(["a"], "1"), remove(["b"])];
    const sent = inPhase(nonePending, edits, 7, "saving");
    expect(told(sent)).toEqual(["saving 7 replace a 1", "saving 7 remove b"]);
    const waits = inPhase(sent, edits, 7, "waiting");
    expect(told(waits)).toEqual(["waiting 7 replace a 1", "waiting 7 remove b"]);
    expect(told(withoutEdits(waits, [edits[0]!]))).toEqual(["waiting 7 remove b"]);
  });

  test("that another has changed is a conflict; a name that cannot be given is none", () => {
    const edits = [replace(["a"], "1"), rename(["b"], "c")];
    const problems = edits.map((edit) => problem(edit));
    expect(told(withConflicts(nonePending, problems, 2))).toEqual(["conflict 2 replace a 1"]);
  });

  test("that is a conflict waits once the session is gone, in its group", () => {
    const pending = withConflicts(waiting(remove(["b"])), [problem(replace(["a"], "1"))], 2);
    expect(told(withoutChoices(pending))).toEqual(["waiting 1 remove b", "waiting 2 replace a 1"]);
  });
});

describe("a new edit meets those that wait", () => {
  const cases: [name: string, waits: ValueEdit[], added: ValueEdit, left: string[], sent: string][] = [
    ["of another value: both stay", [replace(["a"], "1")], replace(["b"], "2"), ["waiting 1 replace a 1"], "b 2"],
    ["of the same value: takes its place", [replace(["a"], "1")], replace(["a"], "2"), [], "a 2"],
    [
      "around them: takes their place",
      [replace(["a", "x"], "1"), remove(["a", "y"])],
      replace(["a"], "{}"),
      [],
      "a {}",
    ],
    [
      "inside a value that waits: becomes part of it",
      [insert(["a"], '{"x":1}')],
      replace(["a", "x"], "2", '{"x":1}'),
      ['waiting 1 insert a {"x":1}'],
      'a {"x":2}',
    ],
    [
      "inside a value that waits to be removed: is sent as it is",
      [remove(["a"])],
      replace(["a", "x"], "2"),
      ["waiting 1 remove a"],
      "a.x 2",
    ],
  ];
  test.each(cases)("%s", (_, waits, added, left, sent) => {
    const { pending, edits } = supersede(waiting(...waits), [added]);
    expect(told(pending)).toEqual(left);
    expect(edits.map((edit) => `${edit.path.join(".")} ${"to" in edit ? edit.to : ""}`)).toEqual([sent]);
  });

  test("one that is being sent is left alone", () => {
    const sending = inPhase(nonePending, [replace(["a"], "1")], 1, "saving");
    expect(told(supersede(sending, [replace(["a"], "2")]).pending)).toEqual(["saving 1 replace a 1"]);
  });
});

test("what waits is sent in the steps in which it was made", () => {
  const first = inPhase(nonePending, [remove(["a"]), remove(["b"])], 1, "waiting");
  const both = inPhase(first, [remove(["c"])], 2, "waiting");
  const steps = waitingSteps(inPhase(both, [remove(["d"])], 3, "saving"));
  expect(steps.map((step) => step.map(({ edit }) => edit.path[0]))).toEqual([["a", "b"], ["c"]]);
});

describe("what waits and is overtaken", () => {
  const pending = inPhase(waiting(replace(["a"], "2", "1")), [replace(["b"], "2", "1")], 2, "waiting");
  const found = (texts: Record<string, string>, cut: readonly string[] = []) =>
    overtaken(pending, new Map(Object.entries(texts)), new Set(cut)).map(({ group, problems }) => [
      group,
      ...problems.map(({ edit, theirs }) => `${edit.path.join(".")} ${theirs}`),
    ]);

  test("is told by the text of its key", () => {
    expect(found({ a: "1", b: "1" })).toEqual([]);
    expect(found({ a: "9", b: "1" })).toEqual([[1, "a 9"]]);
    expect(found({ b: "9" })).toEqual([
      [1, "a null"],
      [2, "b 9"],
    ]);
  });

  test("is not told by the beginning of a text", () => {
    expect(found({ a: "9", b: "9" }, ["a"])).toEqual([[2, "b 9"]]);
  });
});
