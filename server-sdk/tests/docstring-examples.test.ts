/**
 * The examples in the docstrings of what "sessionscope" and its adapters export: all compile and run. A line `expression; // => value`
 * says what the expression gives. An example may use `sessions`, a fresh `session` of a request, and its `exchange`.
 */

import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";
import { SessionManager } from "../src/core/request/session-manager.ts";
import { SessionDictionary } from "../src/core/session/dictionary.ts";
import { SessionBase } from "../src/core/session/session.ts";
import { StoredSessions } from "../src/core/storing/stored-sessions.ts";

const root = join(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "sessionscope-examples-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const methodsOf = ({ prototype }: { readonly prototype: object }): string[] =>
  Object.entries(Object.getOwnPropertyDescriptors(prototype))
    .filter(([name, { value }]) => name !== "constructor" && typeof value === "function")
    .map(([name]) => name);

/** Each file with the functions that need an example. */
const documented: readonly (readonly [file: string, functions: readonly string[]])[] = [
  ["create-sessions.ts", ["createSessions"]],
  ["open-store.ts", ["openStore"]],
  ["adapters/express.ts", ["expressSessions"]],
  ["adapters/fastify.ts", ["fastifySessions"]],
  ["adapters/fetch.ts", ["fetchSessions"]],
  ["adapters/hono.ts", ["honoSessions"]],
  ["adapters/koa.ts", ["koaSessions"]],
  ["adapters/node-http.ts", ["nodeSessions"]],
  ["adapters/passport.ts", ["passportSessions"]],
  ["adapters/web-socket.ts", ["useSession"]],
  ["core/request/session-manager.ts", methodsOf(SessionManager)],
  ["core/session/dictionary.ts", methodsOf(SessionDictionary)],
  ["core/session/session.ts", methodsOf(SessionBase)],
  ["core/storing/stored-sessions.ts", methodsOf(StoredSessions)],
  ["testing/adapter-suite.ts", ["adapterSuite"]],
  ["testing/adapter-suite/listen.ts", ["listen", "listening"]],
  ["testing/fake-clock.ts", ["fakeClock"]],
  ["testing/protocol-suite.ts", ["protocolSuite"]],
  ["testing/signed-in.ts", ["signedIn"]],
  ["testing/store-suite.ts", ["storeSuite"]],
];

interface Example {
  readonly of: string;
  readonly code: string;
}

/** The docstring's code after `@example`, with the name of what follows the docstring. */
function examplesIn(file: string): Example[] {
  const text = readFileSync(join(root, "server-sdk/src", file), "utf8");
  const docstrings = text.matchAll(
    /\/\*\*((?:(?!\*\/)[\s\S])*?)@example\n((?:(?!\*\/)[\s\S])*)\*\/\s*(?:export )?(?:async )?(?:function )?\*?(\w+)/g,
  );
  return [...docstrings].map(([, , code, name]) => ({ of: name!, code: code!.replace(/^ *\* ?/gm, "").trimEnd() }));
}

function programOf({ code }: Example): string {
  const checked = code.replace(/^(.*?);? \/\/ => (.*)$/gm, (_, expression: string, value: string) => {
    return `assert.deepEqual(${expression}, ${/^true,/.test(value) ? "true" : value});`;
  });
  const imports = /^import .*;$/gm;
  return `import assert from "node:assert/strict";
${(code.match(imports) ?? []).join("\n")}
import { createSessions, openStore } from "sessionscope";
const exchange = {
  method: "GET", path: "/", secure: true, cookieHeader: undefined, status: 200, sent: false,
  headers: [] as [string, string][],
  addHeader(name: string, value: string) { this.headers.push([name, value]); },
};
void openStore;
await (async () => {
const sessions = await createSessions<Record<string, any>>({ store: "memory:" });
const session = await sessions.open({ ...exchange });
void session;
{
${checked.replace(imports, "")}
}
})();
`;
}

test("every public function has an example", () => {
  const missing = documented.flatMap(([file, functions]) => {
    const shown = new Set(examplesIn(file).map(({ of }) => of));
    return functions.filter((name) => !shown.has(name)).map((name) => `${file}: ${name} needs an @example.`);
  });
  expect(missing).toEqual([]);
});

test("every example compiles, and gives what it says", async () => {
  const run = promisify(execFile);
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  const options = { noUnusedLocals: false, noUnusedParameters: false };
  const config = { extends: join(root, "tsconfig.json"), compilerOptions: options, include: ["."], exclude: [] };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
  const names: string[] = [];
  for (const [file] of documented) {
    for (const [index, example] of examplesIn(file).entries()) {
      const name = `${file.replaceAll(/[/.]/g, "-")}-${index}-${example.of}.ts`;
      writeFileSync(join(folder, name), programOf(example));
      names.push(name);
    }
  }
  writeFileSync(
    join(folder, "all.ts"),
    `${names.map((name) => `await import("./${name}");`).join("\n")}\nexport {};\n`,
  );
  const node = ["--no-warnings", "--conditions=@sessionscope/source", "all.ts"];
  await run(join(root, "node_modules/.bin/tsc"), ["-p", folder]).catch(({ stdout }) => expect(stdout).toBe(""));
  await run(process.execPath, node, { cwd: folder }).catch(({ stderr }) => expect(stderr).toBe(""));
});
