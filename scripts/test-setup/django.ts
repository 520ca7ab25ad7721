/** Finds Python, and provides the versions of Django that the tests and the demo need. */

import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { debianFolder } from "./debian-folders.ts";
import { canInstallPackages, installPackages } from "./debian-packages.ts";

const root = join(import.meta.dirname, "../..");
const cache = join(root, "node_modules/.cache/django");
/** Our own package. */
const sessionscopeDjango = join(root, "django");

/** The Debian releases whose Django we test with: "bookworm" has 3.2, "sid" the newest. */
export type DjangoRelease = "bookworm" | "sid";

const server = ["python3-uvicorn", "python3-h11", "python3-click"];
const packages: Readonly<Record<DjangoRelease, readonly string[]>> = {
  bookworm: ["python3-django", "python3-asgiref", "python3-sqlparse", "python3-tz", ...server],
  sid: ["python3-django", "python3-asgiref", "python3-sqlparse", ...server],
};

export interface Django {
  readonly python: string;
  /** "5.2.18" */
  readonly version: string;
  /** The environment in which Python finds this Django and our package. */
  readonly env: NodeJS.ProcessEnv;
}

/** Python or Django is not there. The message says what to do. */
export class MissingDjangoError extends Error {
  override readonly name = "MissingDjangoError";
}

/**
 * The Django of a Debian release, unpacked into a folder of its own.
 * @throws MissingDjangoError, MissingPackagesError
 */
export async function provideDjango(release: DjangoRelease): Promise<Django> {
  const folder = await debianFolder(release, packages[release], join(cache, release));
  return djangoOf(await providePython(), join(folder, "usr/lib/python3/dist-packages"));
}

/** The Django that is installed here. `null`: there is none. */
export function installedDjango(): Django | null {
  try {
    return djangoOf(findPython() ?? "python3");
  } catch {
    return null;
  }
}

function djangoOf(python: string, folder?: string): Django {
  const paths = [sessionscopeDjango, ...(folder === undefined ? [] : [folder]), process.env.PYTHONPATH ?? ""];
  const env = { ...process.env, PYTHONPATH: paths.filter(Boolean).join(delimiter), PYTHONDONTWRITEBYTECODE: "1" };
  const print = "import django; print(django.get_version())";
  const version = execFileSync(python, ["-c", print], { encoding: "utf8", env, stdio: ["ignore", "pipe", "ignore"] });
  return { python, version: version.trim(), env };
}

async function providePython(): Promise<string> {
  if (findPython() === null && canInstallPackages()) await installPackages(["python3"]);
  const python = findPython();
  if (python === null)
    throw new MissingDjangoError("Python 3.9 or later is not installed here: install it as python3.");
  return python;
}

function findPython(): string | null {
  const recent = ["-c", "import sqlite3, sys; sys.exit(sys.version_info < (3, 9))"];
  const candidates = ["/usr/bin/python3", "python3", "python"].filter((one) => !one.startsWith("/") || existsSync(one));
  return candidates.find((one) => spawnSync(one, recent, { stdio: "ignore" }).status === 0) ?? null;
}
