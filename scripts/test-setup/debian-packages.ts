/** Installs what a test machine lacks, where that is ours to do: Debian and Ubuntu, as root. */

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { promisify } from "node:util";

export function canInstallPackages(): boolean {
  return process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");
}

/** Several processes of one test run may lack something at once, and apt-get fails when another is at work. */
const lock = "/tmp/sessionscope-packages.lock";

/** Waits for its turn. @throws Error with what apt-get said. */
export async function installPackages(names: readonly string[]): Promise<void> {
  const apt = (...args: string[]) =>
    promisify(execFile)("flock", [lock, "apt-get", "-y", "-qq", ...args], {
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
      maxBuffer: 64 * 1024 * 1024,
    });
  await apt("update");
  await apt("install", "--no-install-recommends", ...names);
}
