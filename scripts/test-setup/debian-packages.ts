/** Installs packages on Debian and Ubuntu, as root. */

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { promisify } from "node:util";

export function canInstallPackages(): boolean {
  return process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");
}

/** Held while apt-get runs: it fails when another one is running, and several processes of a test run may need it at once. */
const lock = "/tmp/sessionscope-packages.lock";

/** Waits while another process installs. @throws Error with what apt-get printed. */
export async function installPackages(names: readonly string[]): Promise<void> {
  const apt = (...args: string[]) =>
    promisify(execFile)("flock", [lock, "apt-get", "-y", "-qq", ...args], {
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
      maxBuffer: 64 * 1024 * 1024,
    });
  await apt("update");
  await apt("install", "--no-install-recommends", ...names);
}
