/**
 * The token of a project. It is made once and kept in the user's cache folder, so every process of the project has the
 * same one, after a restart too. A process that can keep or trust no file has a token of its own.
 */

import { createHash, randomBytes } from "node:crypto";
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  writeSync,
} from "node:fs";
import { homedir } from "node:os";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { getEnvironmentData, setEnvironmentData } from "node:worker_threads";

export interface ProjectToken {
  /** 128 random bits. */
  readonly token: string;
  /** The public id of the token: random, tells nothing about it. */
  readonly server: string;
  /** Why the token is in no file, so that only this process has it. `null`: it is in its file. */
  readonly problem: string | null;
}

export interface ProjectTokenOptions {
  /** The directory from which to look upwards for the project; the working directory unless given. */
  readonly directory?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Makes a new token in place of the one in the file. */
  readonly replace?: boolean;
}

type Pair = Pick<ProjectToken, "token" | "server">;

/** Files that mark the folder of a project, in JavaScript and in Python. */
const markers = ["package.json", "pyproject.toml", "manage.py"];
const wellFormed = /^([\w-]{22})\n([\w-]{16})\n$/;
/** The key of the environment data that tells every copy of this module, in worker threads too, a token that is in no file. */
const processKey = "sessionscope.token";

/** The token of the project around a directory; if it has none yet, one is made and kept. It never throws: see `problem`. */
export function projectToken({
  directory = process.cwd(),
  env = process.env,
  replace = false,
}: ProjectTokenOptions = {}): ProjectToken {
  try {
    const folder = ownFolder(cacheFolder(env));
    const file = join(folder, fileNameOf(projectFolder(directory)));
    const kept = (replace ? null : read(file)) ?? keep(folder, file, replace);
    return { ...kept, problem: null };
  } catch (error) {
    return { ...ofThisProcess(), problem: (error as Error).message };
  }
}

/** The real path of the nearest folder upwards that holds a project; if none does, the directory's own. */
export function projectFolder(directory: string): string {
  const start = realpathSync(directory);
  for (let folder = start; ; folder = dirname(folder)) {
    if (markers.some((name) => existsSync(join(folder, name)))) return folder;
    if (folder === dirname(folder)) return start;
  }
}

function fileNameOf(project: string): string {
  return createHash("sha256").update(project).digest("hex").slice(0, 32);
}

function cacheFolder({ XDG_CACHE_HOME: chosen, LOCALAPPDATA: local }: NodeJS.ProcessEnv): string {
  // The XDG specification says to ignore a relative path.
  if (chosen && isAbsolute(chosen)) return resolve(chosen, "sessionscope");
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches", "sessionscope");
  if (process.platform === "win32") return join(local || join(homedir(), "AppData", "Local"), "sessionscope");
  return join(homedir(), ".cache", "sessionscope");
}

/** Makes the folder if it is missing. @throws when another user could put something into it. */
function ownFolder(folder: string): string {
  makeFolder(folder);
  const found = lstatSync(folder);
  if (!found.isDirectory() || !isOurs(found, 0o022))
    throw new Error(`${folder} is no folder of yours, or others may write to it`);
  return folder;
}

/** Makes one folder at a time: Node's recursive `mkdir` never returns in places like /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another process has made it meanwhile.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

/** The pair in the file; `null`: there is no file. @throws when the file cannot be trusted. */
function read(file: string): Pair | null {
  let opened: number;
  try {
    opened = openSync(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
  try {
    const found = fstatSync(opened);
    if (!found.isFile() || !isOurs(found, 0o077)) throw new Error(`${file} is no file of yours, or others may read it`);
    const [, token, server] = (found.size < 100 && wellFormed.exec(readFileSync(opened, "utf8"))) || [];
    if (token === undefined || server === undefined) throw new Error(`${file} does not hold a token`);
    return { token, server };
  } finally {
    closeSync(opened);
  }
}

/** Makes a pair and keeps it. When several processes do so at once, one of them wins, and all use its pair. */
function keep(folder: string, file: string, replace: boolean): Pair {
  const made = makePair();
  const draft = join(folder, `.${randomBytes(12).toString("hex")}`);
  try {
    // The file gets its name once it is complete, so no process reads half of it.
    const opened = openSync(draft, "wx", 0o600);
    try {
      writeSync(opened, `${made.token}\n${made.server}\n`);
      fsyncSync(opened);
    } finally {
      closeSync(opened);
    }
    if (replace) renameSync(draft, file);
    else linkSync(draft, file);
    return made;
  } catch (error) {
    const winner = (error as NodeJS.ErrnoException).code === "EEXIST" ? read(file) : null;
    if (winner === null) throw error;
    return winner;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Whether it belongs to the user of this process and keeps other users out. On Windows the user's profile does that. */
function isOurs({ uid, mode }: Stats, forbidden: number): boolean {
  return process.getuid === undefined || (uid === process.getuid() && (mode & forbidden) === 0);
}

function ofThisProcess(): Pair {
  const known = getEnvironmentData(processKey) as Pair | undefined;
  if (known) return known;
  const made = makePair();
  setEnvironmentData(processKey, { ...made });
  return made;
}

function makePair(): Pair {
  return { token: randomBytes(16).toString("base64url"), server: randomBytes(12).toString("base64url") };
}
