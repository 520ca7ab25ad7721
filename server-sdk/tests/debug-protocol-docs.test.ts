/** Checks that docs/debug-protocol.md and protocol.ts agree, both ways. */

import { readFileSync } from "node:fs";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { settingRows } from "../src/core/settings.ts";
import { backlog, backlogBytes, heartbeat } from "../src/debug/stream.ts";
import {
  Answer,
  announceHeader,
  answerLimit,
  bodyLimit,
  Call,
  chromeExtensionId,
  commands,
  commitLimit,
  cookieLimits,
  defaultPath,
  Engine,
  Event,
  Expiry,
  errorCodes,
  lineLimit,
  listLimit,
  nameLimit,
  pathLimit,
  protocolVersion,
  redactedMark,
  streamName,
  valueCap,
} from "../src/protocol.ts";

const page = readFileSync(new URL("../../docs/debug-protocol.md", import.meta.url), "utf8");

interface Section {
  readonly title: string;
  readonly text: string;
}

/** Every part of the page under a heading, up to the next one. */
const sections: readonly Section[] = page
  .split(/^#+ /m)
  .slice(1)
  .map((part) => ({ title: part.slice(0, part.indexOf("\n")), text: part.slice(part.indexOf("\n")) }));

const sectionOf = (title: string): string => {
  const found = sections.find((section) => section.title === title);
  if (!found) throw new Error(`docs/debug-protocol.md has no section "${title}".`);
  return found.text;
};

/** The examples of one kind, parsed. */
const examples = (kind: string, text = page): unknown[] =>
  [...text.matchAll(new RegExp(`^\`\`\`json ${kind}\\n(.*?)^\`\`\`$`, "gms"))].map(([, json]) => JSON.parse(json!));

const commandTitles = sections.map(({ title }) => /^`([^`]+)`$/.exec(title)?.[1]).filter((name) => name !== undefined);
const count = (number: number) => number.toLocaleString("en-US");

test("the page has one section for each command, in the same order", () => {
  expect(commandTitles).toEqual(Object.keys(commands));
});

describe.each(Object.entries(commands))("%s", (name, { params, result }) => {
  const text = sectionOf(`\`${name}\``);

  test("has examples that its schemas accept unchanged", () => {
    const [asked, answered] = [examples("params", text), examples("result", text)];
    expect([asked.length > 0, answered.length]).toEqual([true, 1]);
    for (const example of asked) expect(v.parse(params as v.GenericSchema, example)).toEqual(example);
    for (const example of answered) expect(v.parse(result as v.GenericSchema, example)).toEqual(example);
  });

  test("shows every parameter", () => {
    const shown = new Set(examples("params", text).flatMap((example) => Object.keys(example as object)));
    expect([...shown].sort()).toEqual(parametersOf(params).sort());
  });
});

/** The names of a schema's fields, of the object inside it where it is a pipe. */
function parametersOf(schema: v.GenericSchema): string[] {
  const parts = "pipe" in schema ? (schema.pipe as readonly object[]) : [schema];
  const object = parts.find((part) => "entries" in part) as { entries: object };
  return Object.keys(object.entries);
}

test("hello shows every field", () => {
  const [hello] = examples("result", sectionOf("`hello`"));
  const told = [...Object.keys(hello as object), "engine"];
  expect(told.sort()).toEqual(Object.keys(commands.hello.result.entries).sort());
});

test("the engine of another library's sessions is shown whole, and every promise of an edit is in the table", () => {
  const text = sectionOf("The sessions of other libraries");
  const [engine] = examples("engine", text);
  expect(v.parse(Engine, engine)).toEqual(engine);
  expect(Object.keys(engine as object).sort()).toEqual(Object.keys(Engine.entries).sort());
  for (const promise of Engine.entries.edits.options) expect(text).toContain(`| \`${promise}\` |`);
});

test("the page has a section with an example for each event", () => {
  const titles = sections.map(({ title }) => /^Event `([^`]+)`$/.exec(title)?.[1]).filter((name) => name !== undefined);
  expect(titles).toEqual(Event.options.map(({ entries }) => entries.type.literal));
  for (const title of titles) {
    const [example] = examples("event", sectionOf(`Event \`${title}\``));
    expect(example).toMatchObject({ type: title });
    expect(v.parse(Event, example)).toEqual(example);
  }
});

test("every kind of expiry is shown or named", () => {
  const text = sectionOf("`session.setExpiry`");
  for (const { entries } of Expiry.options) expect(text).toMatch(new RegExp(`[\`"]${entries.kind.literal}[\`"]`));
});

test("calls and answers are as shown", () => {
  for (const example of examples("call")) expect(v.parse(Call, example)).toEqual(example);
  expect(examples("answer")).toHaveLength(3);
  for (const example of examples("answer")) expect(v.parse(Answer, example)).toEqual(example);
});

test("the table has every error with its status, and no other", () => {
  const rows = [...sectionOf("Errors").matchAll(/^\| `([a-z-]+)` \| (\d+) \|/gm)];
  expect(Object.fromEntries(rows.map(([, code, status]) => [code, Number(status)]))).toEqual(errorCodes);
  expect(rows).toHaveLength(Object.keys(errorCodes).length);
});

test("the table has every option of the setting, and no other", () => {
  const rows = [...sectionOf("Switching it on").matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name!);
  const { options } = settingRows.debug.schema as unknown as { options: readonly { entries?: object }[] };
  const documented = options.find(({ entries }) => entries !== undefined)!.entries!;
  expect(rows.toSorted()).toEqual(Object.keys(documented).toSorted());
});

test("the page's numbers and names are those of the code", () => {
  expect(page).toContain(`version ${protocolVersion}.`);
  expect(page).toContain(`${announceHeader}: v=${protocolVersion}; path=${defaultPath}; request=`);
  expect(sectionOf("A call")).toContain(`${count(bodyLimit)} bytes`);
  expect(sectionOf("Errors")).toContain(`${count(bodyLimit)} bytes`);
  expect(sectionOf("`session.read`")).toContain(`${count(valueCap)} units`);
  for (const limit of [answerLimit, lineLimit]) expect(sectionOf("Bounds")).toContain(`${count(limit)} bytes`);
  expect(sectionOf("Bounds")).toContain(`${count(listLimit)} entries`);
  expect(sectionOf("Bounds")).toContain(
    `${commitLimit} commits, a commit at most ${pathLimit} paths of ${pathLimit} steps`,
  );
  expect(sectionOf("`session.read`")).toContain(`the last ${commitLimit} of this process`);
  expect(sectionOf("`session.read`")).toContain(`differs in more than\n${pathLimit} places`);
  expect(sectionOf("Bounds")).toContain(
    `${cookieLimits.lines} \`Set-Cookie\` lines of ${count(cookieLimits.length)} UTF-16 units`,
  );
  expect(sectionOf("Bounds")).toContain(`${count(nameLimit)} units`);
  expect(page).toContain(`chrome-extension://${chromeExtensionId}`);
  expect(sectionOf("Redaction")).toContain(`"${redactedMark}"`);
  expect(sectionOf("The live stream")).toContain(`\`${streamName}\``);
  expect(sectionOf("The live stream")).toContain(`${count(backlog)} lines or ${count(backlogBytes)} bytes`);
  expect(sectionOf("Event `alive`")).toContain(`every ${heartbeat / 1000} seconds`);
});
