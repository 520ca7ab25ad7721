import { spawn } from "node:child_process";
import {
  chmodSync,
  chownSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { type ProjectTokenOptions, projectFolder, projectToken } from "./project-token.ts";

/** It has no modes, and links only for those who may make them; it keeps a user's folders from others by itself. */
const onWindows = process.platform === "win32";

let root: string;
let project: string;
let cache: string;
let folder: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "sessionscope-token-")));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  project = join(root, "project");
  cache = join(root, "cache");
  folder = join(cache, "sessionscope");
  mkdirSync(join(project, "src/deep"), { recursive: true });
  writeFileSync(join(project, "package.json"), "{}");
});

const tokenOf = (options: ProjectTokenOptions = {}) =>
  projectToken({ directory: project, env: { XDG_CACHE_HOME: cache }, ...options });
const keptFile = () => join(folder, readdirSync(folder)[0]!);

describe("the project's token", () => {
  test.runIf(process.platform === "linux")("is the process's own where no folder can be made, as in /proc", () => {
    expect(tokenOf({ env: { XDG_CACHE_HOME: "/proc/nowhere" } }).problem).toContain("ENOENT");
  });

  test("has 128 random bits, and an id that is random too", () => {
    const { token, server, problem } = tokenOf();
    expect(token).toMatch(/^[\w-]{22}$/);
    expect(server).toMatch(/^[\w-]{16}$/);
    expect(problem).toBeNull();
    const other = tokenOf({ replace: true });
    expect(other.token).not.toBe(token);
    expect(other.server).not.toBe(server);
  });

  test("is the same in every folder of the project, until it is replaced", () => {
    const first = tokenOf();
    expect(tokenOf()).toEqual(first);
    expect(tokenOf({ directory: join(project, "src/deep") })).toEqual(first);
    const second = tokenOf({ replace: true });
    expect(second).not.toEqual(first);
    expect(tokenOf()).toEqual(second);
    expect(readdirSync(folder)).toHaveLength(1);
  });

  test("is another one for another project, and for a project inside it", () => {
    writeFileSync(join(project, "src/pyproject.toml"), "");
    expect(tokenOf({ directory: join(project, "src/deep") }).token).not.toBe(tokenOf().token);
  });

  test.skipIf(onWindows)(
    "is in a file that only its owner can read, whatever the umask, under a name that does not tell the project",
    () => {
      const before = process.umask(0);
      onTestFinished(() => void process.umask(before));
      tokenOf();
      expect(statSync(keptFile()).mode & 0o777).toBe(0o600);
      expect(statSync(folder).mode & 0o777).toBe(0o700);
      expect(keptFile()).toMatch(/\/[0-9a-f]{32}$/);
    },
  );

  test("is the same one for many processes that make it at once", async () => {
    const module = new URL("project-token.ts", import.meta.url).href;
    const code = `import { projectToken } from ${JSON.stringify(module)};
      process.stdin.once("data", () => { console.log(JSON.stringify(projectToken())); process.exit(); });
      console.log("ready");`;
    const children = Array.from({ length: 6 }, () =>
      spawn(process.execPath, ["--input-type=module", "--no-warnings", "--eval", code], {
        cwd: project,
        env: { ...process.env, XDG_CACHE_HOME: cache },
        stdio: ["pipe", "pipe", "inherit"],
      }),
    );
    const outputs = children.map(({ stdout }) => text(stdout));
    await Promise.all(children.map(({ stdout }) => new Promise((done) => stdout.once("readable", () => done(null)))));
    for (const { stdin } of children) stdin.write("go");
    const answers = new Set((await Promise.all(outputs)).map((output) => output.replace("ready\n", "")));
    expect([...answers].map((answer) => JSON.parse(answer))).toEqual([tokenOf()]);
    expect(readdirSync(folder)).toHaveLength(1);
  });
});

describe("a project", () => {
  test.each(["package.json", "pyproject.toml", "manage.py"])("is the nearest folder with %s", (marker) => {
    writeFileSync(join(project, "src", marker), "");
    expect(projectFolder(join(project, "src/deep"))).toBe(join(project, "src"));
  });

  test("has one real path, also when it was reached by a link", () => {
    symlinkSync(project, join(root, "link"), "junction");
    expect(projectFolder(join(root, "link/src"))).toBe(project);
  });

  test("is the directory itself where no file marks one", () => {
    mkdirSync(join(root, "bare"));
    expect(projectFolder(join(root, "bare"))).toBe(join(root, "bare"));
  });
});

describe.skipIf(onWindows)("what cannot be trusted is not used:", () => {
  const stranger = "stranger-stranger-strn\nstranger-strange\n";

  /** Expects a token of this process's own, the same at every call, and leaves what was there as it was. */
  function expectOwn(says: RegExp | string): void {
    const own = tokenOf();
    expect(own.problem).toMatch(says);
    expect(own.token).toMatch(/^[\w-]{22}$/);
    expect(own.token).not.toContain("stranger");
    expect(tokenOf()).toEqual(own);
  }

  function planted(plant: (file: string) => void): string {
    tokenOf();
    const file = keptFile();
    rmSync(file);
    plant(file);
    return file;
  }

  test("a file that others may read", () => {
    const file = planted((at) => writeFileSync(at, stranger));
    chmodSync(file, 0o640);
    expectOwn("others may read it");
    expect(readFileSync(file, "utf8")).toBe(stranger);
  });

  test.skipIf(process.getuid?.() !== 0)("a file of another user (skipped for users who cannot make one)", () => {
    const file = planted((at) => writeFileSync(at, stranger, { mode: 0o600 }));
    chownSync(file, 65534, 65534);
    expectOwn("others may read it");
  });

  test("a symbolic link, to whatever", () => {
    writeFileSync(join(root, "elsewhere"), stranger, { mode: 0o600 });
    planted((at) => symlinkSync(join(root, "elsewhere"), at));
    expectOwn(/ELOOP|EMLINK/);
  });

  test("a symbolic link to nothing: it is not followed to create", () => {
    planted((at) => symlinkSync(join(root, "nowhere"), at));
    expectOwn(/ELOOP|EMLINK/);
    expect(readdirSync(root)).not.toContain("nowhere");
  });

  test("a file of ours that holds something else", () => {
    writeFileSync(join(root, "key"), "x".repeat(1000), { mode: 0o600 });
    planted((at) => linkSync(join(root, "key"), at));
    expectOwn("does not hold a token");
  });

  test("a directory in its place", () => {
    planted((at) => mkdirSync(at, { mode: 0o700 }));
    expectOwn("is no file of yours");
  });

  test.each([0o777, 0o1777, 0o770])("a folder that others may write to (%o)", (mode) => {
    mkdirSync(folder, { recursive: true });
    chmodSync(folder, mode);
    expectOwn("others may write to it");
    expect(readdirSync(folder)).toEqual([]);
  });

  test("a link in the folder's place", () => {
    mkdirSync(cache);
    mkdirSync(join(root, "other"), { mode: 0o700 });
    symlinkSync(join(root, "other"), folder);
    expectOwn("others may write to it");
    expect(readdirSync(join(root, "other"))).toEqual([]);
  });

  test("no folder at all, as in an image that is read-only or for a user without a home", () => {
    writeFileSync(cache, "");
    expectOwn(/ENOTDIR|EEXIST/);
  });

  test("a file that --new replaces is used again", () => {
    planted((at) => symlinkSync(join(root, "elsewhere"), at));
    const made = tokenOf({ replace: true });
    expect(made.problem).toBeNull();
    expect(tokenOf()).toEqual(made);
    expect(readdirSync(root)).not.toContain("elsewhere");
  });
});
