import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { expect, test } from "vitest";
import { assignmentCode } from "./code.ts";
import { parseStored } from "./parse.ts";
import { nodeAt, type Path, pathText } from "./path.ts";

const members = ["get", "set", "user", "then", "constructor"];

test.each([
  [["cart"], "{}", "req.session.cart = {}"],
  [["cart", "items", 0, "qty"], "2", "req.session.cart.items[0].qty = 2"],
  [["a b"], '"x"', 'req.session["a b"] = "x"'],
  [["0"], "1", 'req.session["0"] = 1'],
  [[""], "1", 'req.session[""] = 1'],
  [["it's", '"q"'], "1", `req.session["it's"]["\\"q\\""] = 1`],
  [["class"], "null", "req.session.class = null"],
  [["two\nlines"], '"a"', 'req.session["two\\nlines"] = "a"'],
  [["\u202eevil"], '"\u200b"', 'req.session["\\u202eevil"] = "\\u200b"'],
  [["user"], "1", 'req.session.set("user", 1)'],
  [["user", "name"], '"Ada"', 'req.session.get("user").name = "Ada"'],
  [["__proto__"], "1", 'req.session.set("__proto__", 1)'],
  [["a"], '{"__proto__": {"b": 1}}', 'req.session.a = {["__proto__"]: {"b": 1}}'],
] as const)("%j to %s is %s", (path, text, code) => {
  expect(assignmentCode(path, text, members)).toBe(code);
});

const own = (target: object, name: string | number, value: unknown) =>
  Object.defineProperty(target, name, { value, writable: true, enumerable: true, configurable: true });

/** Behaves as the SDK's session does: its members come before its keys and cannot be assigned. */
function sessionOf(data: object): unknown {
  const methods: Record<string, unknown> = {
    get: (name: string) => Object.getOwnPropertyDescriptor(data, name)?.value,
    set: (name: string, value: unknown) => void own(data, name, value),
  };
  return new Proxy(data, {
    get: (_, name) =>
      members.includes(String(name)) ? methods[String(name)] : (methods.get as (name: string) => unknown)(String(name)),
    set(_, name, value) {
      if (members.includes(String(name)) || name === "__proto__") return false;
      own(data, String(name), value);
      return true;
    },
  });
}

const name = fc.oneof(
  fc.constantFrom(
    "__proto__",
    "constructor",
    "user",
    "get",
    "",
    "0",
    "-1",
    "1e3",
    "a b",
    "\u2028",
    "\ud800",
    "class",
    "größe",
    "\u3164",
  ),
  fc.string({ unit: "binary" }),
  fc.string(),
);
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom(null, true, false),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
    fc.string({ unit: "binary" }),
    fc.array(tie("value")),
    fc
      .array(fc.tuple(name, tie("value")))
      .map((pairs) => pairs.reduce((object, [key, value]) => own(object, key, value), {})),
  ),
})).value;

test("the copied statement sets the same value at the same place, whatever the names on the path", () => {
  const path = fc
    .tuple(name, fc.array(fc.oneof(name, fc.nat(2)), { maxLength: 4 }))
    .map(([key, inside]): Path => [key, ...inside]);
  fc.assert(
    fc.property(path, json, fc.constantFrom(undefined, 2), (steps, value, indent) => {
      const text = JSON.stringify(value, null, indent);
      // Everything above the value exists.
      const data = {};
      let above: object = data;
      for (const [index, step] of steps.slice(0, -1).entries()) {
        const next = typeof steps[index + 1] === "number" ? [] : {};
        own(above, step, next);
        above = next;
      }
      const code = assignmentCode(steps, text, members);
      expect(/[\p{Cf}\p{Zl}\p{Zp}]/u.test(code)).toBe(false);
      runInNewContext(`"use strict"; ${code}`, { req: { session: sessionOf(data) }, Object });
      let found: unknown = data;
      for (const step of steps) found = Object.getOwnPropertyDescriptor(found, step)!.value;
      expect(JSON.stringify(found)).toBe(JSON.stringify(value));
    }),
    { numRuns: 500 },
  );
});

test("the copied path reads the value that it was copied from", () => {
  const path = fc
    .tuple(name, fc.array(fc.oneof(name, fc.nat(2)), { maxLength: 4 }))
    .map(([key, inside]): Path => [key, ...inside]);
  fc.assert(
    fc.property(path, (steps) => {
      const text = [...steps]
        .reverse()
        .reduce<string>(
          (inner, step) =>
            typeof step === "number" ? `[${"0,".repeat(step)}${inner}]` : `{${JSON.stringify(step)}:${inner}}`,
          '"here"',
        );
      const parsed = parseStored(text);
      expect(parsed.ok && nodeAt(parsed.node, steps)).toBeTruthy();
      const code = pathText(steps);
      expect(runInNewContext(`session${code.startsWith("[") ? "" : "."}${code}`, { session: JSON.parse(text) })).toBe(
        "here",
      );
    }),
  );
});
