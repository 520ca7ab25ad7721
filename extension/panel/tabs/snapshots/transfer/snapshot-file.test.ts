import { expect, test } from "vitest";
import type { KeptSnapshot } from "../../../snapshots/kept.ts";
import { readSnapshotFile, snapshotFile } from "./snapshot-file.ts";

const snapshot: KeptSnapshot = {
  id: "1",
  name: "Full cart",
  before: null,
  takenAt: Date.UTC(2026, 10, 21, 16, 20),
  project: "p1",
  entries: { visits: "17", big: "12345678901234567890123456789012345678901", cart: '{"items":[1.50,"\\u0041"]}' },
  expiry: { kind: "seconds", seconds: 300 },
  user: "42",
  hidden: 1,
};
const written = (...snapshots: readonly KeptSnapshot[]) =>
  snapshotFile(snapshots, "http://localhost:3000", ({ name, before }) => name ?? `Before ${before}`);
const problemOf = (text: string) => {
  const read = readSnapshotFile(text);
  return read.ok ? "none" : read.problem;
};

test("is JSON for people, and comes back with every value as it was written", () => {
  const text = written(snapshot);
  expect(text.split("\n").slice(0, 12)).toEqual([
    "{",
    '  "format": "sessionscope-snapshots",',
    '  "version": 1,',
    '  "origin": "http://localhost:3000",',
    '  "snapshots": [',
    "    {",
    '      "name": "Full cart",',
    '      "takenAt": "2026-11-21T16:20:00.000Z",',
    '      "user": "42",',
    '      "expiry": {',
    '        "kind": "seconds",',
    '        "seconds": 300',
  ]);
  const read = readSnapshotFile(text);
  const [back] = read.ok ? read.snapshots : [];
  expect(back).toMatchObject({ ...snapshot, id: back!.id, project: null, entries: { big: snapshot.entries.big } });
  expect(back!.id).not.toBe("1");
  expect(back!.entries.cart!.replace(/\s/g, "")).toBe(snapshot.entries.cart);
});

test("a snapshot that was taken by itself gets the name it is shown under, and a read one is named", () => {
  const read = readSnapshotFile(written({ ...snapshot, name: null, before: "flush" }));
  expect(read).toMatchObject({ ok: true, snapshots: [{ name: "Before flush", before: null }] });
});

test("keys such as __proto__ and constructor come back", () => {
  const entries = JSON.parse('{"__proto__":"1","constructor":"{}"}') as Record<string, string>;
  const read = readSnapshotFile(written({ ...snapshot, entries }));
  expect(read.ok && Object.entries(read.snapshots[0]!.entries)).toEqual([
    ["__proto__", "1"],
    ["constructor", "{}"],
  ]);
});

test("what is no JSON, no snapshots, or of a later version is told apart, and nothing of it is read", () => {
  expect(problemOf("visits=17")).toBe("not-json");
  expect(problemOf('[{"name":"sessionid","value":"x"}]')).toBe("not-snapshots");
  expect(problemOf('{"format":"sessionscope-snapshots","version":1,"origin":"","snapshots":[]}')).toBe("not-snapshots");
  expect(problemOf(written(snapshot).replace('"version": 1', '"version": 2'))).toBe("later");
  expect(problemOf(written(snapshot).replace('"version": 1', '"version": "1"'))).toBe("not-snapshots");
  expect(problemOf(written(snapshot).replace("2026-11-21T16:20:00.000Z", "yesterday"))).toBe("not-snapshots");
  // ISO 8601, but no date for JavaScript: it could never be shown, and never be deleted.
  expect(problemOf(written(snapshot).replace("16:20:00.000Z", "16:20:00+02"))).toBe("not-snapshots");
  expect(problemOf(written(snapshot, snapshot).replace('"seconds": 300', '"seconds": "soon"'))).toBe("not-snapshots");
  expect(problemOf(written({ ...snapshot, name: " " }))).toBe("not-snapshots");
});
