/** Runs the command line as a separate process. */

import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";

const main = join(import.meta.dirname, "../../src/cli/main.ts");

export interface CliResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** The values that `--json` prints on standard output, one a line. */
  readonly values: readonly Record<string, unknown>[];
}

/** Starts the process without waiting for it. `cwd`: the folder of the default store; `storeVariable`: `$SESSION_STORE`. */
export function startCli(
  args: readonly string[],
  cwd?: string,
  storeVariable?: string,
): ChildProcessByStdio<null, Readable, Readable> {
  return spawn(process.execPath, ["--no-warnings", "--conditions=@sessionscope/source", main, ...args], {
    cwd,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, SESSION_STORE: storeVariable },
  });
}

export async function runCli(args: readonly string[], cwd?: string, storeVariable?: string): Promise<CliResult> {
  const child = startCli(args, cwd, storeVariable);
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return {
    code,
    out,
    err,
    get values() {
      return out
        .trim()
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line));
    },
  };
}
