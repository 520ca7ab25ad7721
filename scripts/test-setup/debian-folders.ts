/**
 * Unpacks packages of any Debian release into a folder of their own. Nothing is installed, and apt's lists of the system stay
 * as they are: the release has lists of its own in that folder. The mirror is the one of the system's sources.
 */

import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";

/** Packages cannot be had here. The message says why. */
export class MissingPackagesError extends Error {
  override readonly name = "MissingPackagesError";
}

/**
 * A folder with the files of these packages, as they would be below `/`. It is made once.
 * @throws MissingPackagesError where there is no Debian, or its mirror does not answer.
 */
export async function debianFolder(release: string, names: readonly string[], folder: string): Promise<string> {
  if (existsSync(folder)) return folder;
  if (!existsSync("/usr/bin/apt-get") || !existsSync(keyring)) {
    throw new MissingPackagesError(`${names.join(", ")} can be unpacked on Debian only.`);
  }
  mkdirSync(dirname(folder), { recursive: true });
  const work = mkdtempSync(`${folder}-`);
  try {
    await unpack(release, names, work);
    // Another process may have made it meanwhile.
    if (!existsSync(folder)) renameSync(join(work, "root"), folder);
    return folder;
  } catch (error) {
    if (existsSync(folder)) return folder;
    throw new MissingPackagesError(`${names.join(", ")} of Debian's ${release}: ${(error as Error).message}`);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function unpack(release: string, names: readonly string[], work: string): Promise<void> {
  const [lists, cache, debs] = ["lists/partial", "cache/archives/partial", "debs"].map((name) => join(work, name));
  for (const folder of [lists!, cache!, debs!, join(work, "root")]) mkdirSync(folder, { recursive: true });
  const sources = join(work, "sources.list");
  writeFileSync(sources, `deb [signed-by=${keyring}] ${await debianMirror()} ${release} main\n`);
  const settings = {
    "Dir::Etc::sourcelist": sources,
    "Dir::Etc::sourceparts": "-",
    "Dir::State::lists": join(work, "lists"),
    "Dir::Cache": join(work, "cache"),
    "APT::Sandbox::User": "root",
    "APT::Default-Release": "",
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
  await run("apt-get", ["-qq", ...options, "update"]);
  await run("apt-get", ["-qq", ...options, "download", ...names], { cwd: debs });
  for (const file of readdirSync(debs!)) await run("dpkg", ["-x", join(debs!, file), join(work, "root")]);
}

/** The first source of the system's that serves Debian's own packages. */
async function debianMirror(): Promise<string> {
  const { stdout } = await run("apt-get", ["indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"]);
  const found = stdout.split("\n").find((uri) => /\/debian\/$/.test(uri));
  if (found === undefined) throw new Error("apt's sources name no mirror of Debian");
  return found;
}
