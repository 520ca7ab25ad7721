import fc from "fast-check";
import { expect, test } from "vitest";
import { session } from "../../testing/store-suite/trial.ts";
import { encodeText, fromRow, type SessionRow, toRow } from "./schema.ts";

const anyText = fc.string({ unit: fc.oneof(fc.constantFrom('"', "\\", "\0", "\ud800", "\udc00"), fc.string()) });
const id = "x".repeat(43);

test("any texts come back from a row, and no row holds what a database cannot", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(anyText, anyText)), fc.option(anyText), fc.option(anyText), (pairs, user, expiry) => {
      const stored = session({ entries: new Map(pairs), user, expiry });
      const row = toRow(id, stored);
      for (const text of [row.data, row.user_id ?? "", row.expiry ?? ""]) {
        expect(text.includes("\0")).toBe(false);
        expect(text.isWellFormed()).toBe(true);
      }
      expect(fromRow(row)).toEqual(stored);
    }),
  );
});

test("different texts are different in a row", () => {
  fc.assert(
    fc.property(anyText, anyText, (one, other) => {
      expect(encodeText(one) === encodeText(other)).toBe(one === other);
    }),
  );
});

test("plain texts stay readable", () => {
  for (const text of ["ada@example.com", "", "it's 'quoted' \\ é 😀"]) expect(encodeText(text)).toBe(text);
});

test("a row that holds no session is none, whatever its columns hold", () => {
  const row = toRow(id, session({ user: "ada" }));
  expect(fromRow(row)).not.toBeNull();
  const damages: Partial<Record<keyof SessionRow, unknown[]>> = {
    data: [
      null,
      7,
      "",
      "{}",
      "[]",
      '["a",1]\n',
      '["a",1]\n12',
      '"unended',
      '"[]"',
      row.data.slice(0, -1),
      `${row.data} `,
    ],
    user_id: ['"', '"\\x"', 7, new Uint8Array(2)],
    expiry: ['"', 300],
    created_at: [null, "yesterday", 1n],
    modified_at: [null],
    expires_at: ["never", Number.NaN],
    revision: [null, 1.5, "1"],
  };
  for (const [column, values] of Object.entries(damages)) {
    for (const value of values) expect(fromRow({ ...row, [column]: value }), `${column}: ${value}`).toBeNull();
  }
});

test("a row cut anywhere is no session", () => {
  const row = toRow(id, session({ entries: { name: '"Ada"', "k\0": "[1,2]" } }));
  for (let length = 0; length < row.data.length; length++) {
    expect(fromRow({ ...row, data: row.data.slice(0, length) })).toBeNull();
  }
});
