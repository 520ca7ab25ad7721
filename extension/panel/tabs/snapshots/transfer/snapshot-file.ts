/** Snapshots as a file: JSON that names its format and version. docs/snapshots.md describes it. */

import { Expiry } from "sessionscope/protocol";
import * as v from "valibot";
import type { JsonNode } from "../../../../json/node.ts";
import { parseStored } from "../../../../json/parse.ts";
import { childrenOf, nodeAt } from "../../../../json/path.ts";
import { prettyText } from "../../../../json/print.ts";
import { type KeptSnapshot, longestName } from "../../../snapshots/kept.ts";

const format = "sessionscope-snapshots";
/** A file of a later version is not read. */
export const fileVersion = 1;

const isDictionary = (input: unknown) => typeof input === "object" && input !== null && !Array.isArray(input);

const FileSnapshot = v.object({
  name: v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(longestName)),
  takenAt: v.pipe(
    v.string(),
    v.isoTimestamp(),
    // Not each of them is a date in every browser.
    v.check((text) => !Number.isNaN(Date.parse(text))),
  ),
  user: v.nullable(v.string()),
  expiry: Expiry,
  hidden: v.pipe(v.number(), v.integer(), v.minValue(0)),
  session: v.custom<object>(isDictionary, "must be an object"),
});
const SnapshotFile = v.object({
  format: v.literal(format),
  version: v.literal(fileVersion),
  /** Where they were taken; informs only. */
  origin: v.string(),
  snapshots: v.pipe(v.array(FileSnapshot), v.nonEmpty()),
});

/** Values stay exactly as they are written, so that a number of forty digits keeps them. @param nameOf a snapshot */
export function snapshotFile(
  snapshots: readonly KeptSnapshot[],
  origin: string,
  nameOf: (snapshot: KeptSnapshot) => string,
): string {
  const written = snapshots.map((one) => {
    const members: readonly (readonly [string, string])[] = [
      ["name", JSON.stringify(nameOf(one))],
      ["takenAt", JSON.stringify(new Date(one.takenAt).toISOString())],
      ["user", JSON.stringify(one.user)],
      ["expiry", JSON.stringify(one.expiry)],
      ["hidden", `${one.hidden}`],
      ["session", sessionText(one)],
    ];
    return dict(members);
  });
  const text = dict([
    ["format", JSON.stringify(format)],
    ["version", `${fileVersion}`],
    ["origin", JSON.stringify(origin)],
    ["snapshots", `[${written.join(",")}]`],
  ]);
  return `${indented(text)}\n`;
}

/** The session of a snapshot as one JSON dict. */
export const sessionText = ({ entries }: Pick<KeptSnapshot, "entries">): string => dict(Object.entries(entries));

const dict = (members: readonly (readonly [string, string])[]) =>
  `{${members.map(([name, text]) => `${JSON.stringify(name)}:${text}`).join(",")}}`;

/** JSON text over several lines; the same where it is no JSON. */
export function indented(text: string): string {
  const parsed = parseStored(text);
  return parsed.ok ? prettyText(text, parsed.node) : text;
}

/** Why a text is no file with snapshots. */
export type FileProblem = "not-json" | "not-snapshots" | "later";

export type ReadFile =
  | { readonly ok: true; readonly snapshots: readonly KeptSnapshot[] }
  | { readonly ok: false; readonly problem: FileProblem };

/** Reads a file whole or not at all. Each snapshot gets a new id. */
export function readSnapshotFile(text: string): ReadFile {
  const parsed = parseStored(text);
  if (!parsed.ok) return { ok: false, problem: "not-json" };
  const value: unknown = JSON.parse(text);
  if (isLater(value)) return { ok: false, problem: "later" };
  const file = v.safeParse(SnapshotFile, value);
  if (!file.success) return { ok: false, problem: "not-snapshots" };
  return {
    ok: true,
    snapshots: file.output.snapshots.map(({ name, takenAt, user, expiry, hidden }, index) => ({
      id: crypto.randomUUID(),
      name,
      before: null,
      takenAt: Date.parse(takenAt),
      project: null,
      entries: entriesIn(text, nodeAt(parsed.node, ["snapshots", index, "session"])),
      expiry,
      user,
      hidden,
    })),
  };
}

const isLater = (value: unknown): boolean => {
  const { format: named, version } = (isDictionary(value) ? value : {}) as { format?: unknown; version?: unknown };
  return named === format && typeof version === "number" && version > fileVersion;
};

const entriesIn = (text: string, session: JsonNode | undefined): Record<string, string> =>
  Object.fromEntries([...childrenOf(session)].map(([key, { start, end }]) => [key, text.slice(start, end)]));
