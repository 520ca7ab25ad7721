/** The Python package: its own tests on both versions of Django, and what it must have in common with this SDK. */

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { type Django, provideDjango } from "../../../../scripts/test-setup/django.ts";
import { projectToken } from "../../../src/debug/project-token.ts";
import { speaksOfSecrets } from "../../../src/debug/secret-names.ts";
import { packageVersion } from "../../../src/package-version.ts";
import * as protocol from "../../../src/protocol.ts";

const root = join(import.meta.dirname, "../../../..");
const djangos = [await provideDjango("bookworm"), await provideDjango("sid")];
const [newest] = djangos.slice(-1) as [Django];

/** What a Python program prints, as JSON. */
function ask(program: string, input = "", { env, cwd }: { env?: NodeJS.ProcessEnv; cwd?: string } = {}): unknown {
  const options = { env: { ...newest.env, ...env }, cwd, input, encoding: "utf8" } as const;
  return JSON.parse(execFileSync(newest.python, ["-c", `import json, sys\n${program}`], options));
}

describe.each(djangos.map((django) => [django.version, django] as const))("Django %s", (_version, { python, env }) => {
  test("the package's own tests pass, and all of it compiles", () => {
    execFileSync(python, ["-W", "ignore", "-m", "unittest"], { cwd: join(root, "django"), env, stdio: "pipe" });
    // In memory: it leaves no files behind.
    const compile = "import pathlib, sys\nfor p in pathlib.Path('.').rglob('*.py'): compile(p.read_text(), p, 'exec')";
    execFileSync(python, ["-c", compile], { cwd: join(root, "django"), env });
  });
});

test("its version is the project's", () => {
  const printed = ask("from sessionscope_django.version import version; print(json.dumps(version))");
  expect(printed).toBe(packageVersion);
});

test("it has the commands, errors and limits of the protocol", () => {
  const told = ask(`
from sessionscope_django import protocol as p
from sessionscope_django.params import params
print(json.dumps([list(params), p.error_statuses, p.value_cap, p.body_limit, p.answer_limit, p.commit_limit, p.page_limit,
  p.path_limit, p.ticket_limit, p.chrome_extension_id, p.redacted_mark, p.default_path, p.announce_header, p.protocol_version,
  [p.summary_page, p.summary_keys, p.summary_key_length, p.summary_path_length],
  [p.lab_runs, p.lab_life, p.lab_loads, p.lab_lines, p.lab_names, p.lab_length, p.lab_came]]))`);
  const { summaryLimits: summary, labLimits: lab } = protocol;
  expect(told).toEqual([
    [...Object.keys(protocol.commands), protocol.streamName],
    protocol.errorCodes,
    protocol.valueCap,
    protocol.bodyLimit,
    protocol.answerLimit,
    protocol.commitLimit,
    protocol.pageLimit,
    protocol.pathLimit,
    protocol.ticketLimit,
    protocol.chromeExtensionId,
    protocol.redactedMark,
    protocol.defaultPath,
    protocol.announceHeader,
    protocol.protocolVersion,
    [summary.page, summary.keys, summary.keyLength, summary.pathLength],
    [lab.runs, lab.life, lab.loads, lab.lines, lab.names, lab.length, lab.came],
  ]);
});

/** The quoted words of the lists in a source, up to the first function. */
const wordsIn = (path: string, end: RegExp) =>
  [
    ...readFileSync(join(root, path), "utf8")
      .split(end)[0]!
      .matchAll(/"((?:[\w$]+ ?)+)"/g),
  ].map(([, words]) => words);

test("it hides the names that the SDK hides", () => {
  const listed = wordsIn("server-sdk/src/debug/secret-names.ts", /^\/\*\* Words that name no secret/m);
  expect(listed.length).toBeGreaterThan(30);
  const ours = wordsIn("django/sessionscope_django/secret_names.py", /^# Words that name no secret/m);
  // The docstrings at the top of both files have the same examples.
  expect(ours).toEqual(listed);
  const words = listed.join(" ").replaceAll("$", "").split(" ");
  const forms = (word: string) => [
    word,
    `${word}s`,
    `my_${word}`,
    `${word}Of`,
    `x${word}x`,
    `${word}2`,
    word.toUpperCase(),
  ];
  const pairs = words.flatMap((word, at) => [`${word}_${words[at + 1]}`, `${word}Key`, `${word}Id`, `session-${word}`]);
  const odd = [
    "_auth_user_hash",
    "_auth_user_id",
    "ｐｉｎ",
    "tökén",
    "pass\u200bword",
    "secretary",
    "keyboard",
    "presets",
    "",
    "userPIN2",
  ];
  const names = [...words.flatMap(forms), ...pairs, ...odd];
  const program =
    "from sessionscope_django.secret_names import speaks_of_secrets as s\nprint(json.dumps([n for n in json.load(sys.stdin) if s(n)]))";
  expect(ask(program, JSON.stringify(names))).toEqual(names.filter(speaksOfSecrets));
});

test("a project has the same token in Python and in Node, whichever makes it", () => {
  const folder = mkdtempSync(join(tmpdir(), "sessionscope-token-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const program =
    "from sessionscope_django.project_token import project_token\nprint(json.dumps(project_token()._asdict()))";
  for (const first of ["node", "python"]) {
    const project = join(folder, `pröject-${first}`);
    mkdirSync(join(project, "inner"), { recursive: true });
    writeFileSync(join(project, "manage.py"), "");
    const env = { XDG_CACHE_HOME: join(folder, `cache-${first}`) };
    const node = () => projectToken({ directory: join(project, "inner"), env });
    const python = () => ask(program, "", { env, cwd: project });
    const tokens = first === "node" ? [node(), python()] : [python(), node()];
    expect(tokens[1]).toEqual(tokens[0]);
    expect(tokens[0]).toMatchObject({ problem: null });
  }
});
