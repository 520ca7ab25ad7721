import { expect, test } from "vitest";
import { policyExpiry } from "../../core/expiry.ts";
import type { Held } from "../bridge.ts";
import { enterChange, type SeenChange } from "./enter-change.ts";
import type { HandledRequest, Inspected } from "./serve-bridge.ts";

const request = { requestId: "1", method: "POST", path: "/login", status: 303, duration: 2 };

const held = (id: string, color: string): Held<null> => {
  return { ref: null, id, entries: new Map([["color", color]]), expiry: policyExpiry };
};

/** What an endpoint is told of a request. */
function told(change: SeenChange): readonly unknown[] {
  const steps: unknown[] = [];
  enterChange(
    {
      loaded: (id: string) => steps.push(["loaded", id]),
      saved: (id: string, _: unknown, before: ReadonlyMap<string, string> | null) => {
        steps.push(["saved", id, before && [...before.values()]]);
        return before?.get("color") === change.left?.entries.get("color") ? 1 : 2;
      },
      ended: (id: string) => steps.push(["ended", id]),
      enterRequest: ({ outcome, setCookie, cookieLine }: HandledRequest) =>
        steps.push([outcome, setCookie, cookieLine]),
    } as unknown as Inspected,
    request,
    change,
  );
  return steps;
}

test.each<[string, SeenChange, readonly unknown[]]>([
  [
    "changed",
    { found: held("a", "red"), left: held("a", "blue"), line: "s=secret; Path=/" },
    [
      ["loaded", "a"],
      ["saved", "a", ["red"]],
      ["stored", "set", "s=…; Path=/"],
    ],
  ],
  [
    "written as it was, without a cookie",
    { found: held("a", "red"), left: held("a", "red") },
    [
      ["loaded", "a"],
      ["saved", "a", ["red"]],
      ["touched", undefined, undefined],
    ],
  ],
  [
    "created",
    { found: null, left: held("a", "red"), line: "s=secret" },
    [
      ["saved", "a", null],
      ["created", "set", "s=…"],
    ],
  ],
  [
    "ended",
    { found: held("a", "red"), left: null, line: "s=; Max-Age=0" },
    [
      ["loaded", "a"],
      ["ended", "a"],
      ["flushed", "deleted", "s=…; Max-Age=0"],
    ],
  ],
  [
    "given up for another one, as at a login",
    { found: held("a", "red"), left: held("b", "red"), line: "s=other" },
    [
      ["loaded", "a"],
      ["ended", "a"],
      ["saved", "b", null],
      ["created", "set", "s=…"],
    ],
  ],
])("a session that a request has %s", (_, change, steps) => {
  expect(told(change)).toEqual(steps);
});
