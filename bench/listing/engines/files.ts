import { hash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { byUser, type Copier, type Engine, pageSize, type Question } from "../engine.ts";
import { age, busyEvery, busyUser, idOf, lifetime, patterns, step } from "../many-sessions.ts";

const nameOf = (id: string): string => Buffer.from(id, "base64url").toString("hex");
const pathOf = (folder: string, id: string): string => join(folder, "sessions", nameOf(id).slice(0, 2), nameOf(id));
const folderOfUser = (folder: string, user: string): [string, string] => {
  const name = hash("sha256", JSON.stringify(user), "hex");
  return [join(folder, "users", name.slice(0, 2)), name];
};

/** A file's second line: creation, last change, deadline, expiry, revision, user, then keys and lengths of values. */
interface Pattern {
  readonly head: readonly unknown[];
  readonly values: string;
}

function patternIn(text: string): Pattern {
  const [, head = "", ...values] = text.split("\n");
  return { head: JSON.parse(head), values: values.join("\n") };
}

function copy(folder: string, { head, values }: Pattern, n: number, start: number): void {
  const [, , , expiry, revision, hasUser, ...entries] = head;
  const [id, modified] = [idOf(n), start + n * step];
  const user = hasUser === null ? null : n % busyEvery === 1 ? busyUser : `${n}`;
  if (user !== null) {
    const [users, name] = folderOfUser(folder, user);
    mkdirSync(users, { recursive: true });
    writeFileSync(join(users, `${name}.${nameOf(id)}`), "");
  }
  const times = [modified - age, modified, modified + lifetime];
  const record = `${JSON.stringify([...times, expiry, revision, user, ...entries])}\n${values}`;
  const path = pathOf(folder, id);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `sessionscope-session 1 ${hash("sha256", `${id}\n${record}`, "base64url")}\n${record}`);
}

/** The first files in the order of their names, or of those that the user's markers name. */
async function filesOf(folder: string, { filter }: Question): Promise<string[]> {
  if (filter) {
    const [users, name] = folderOfUser(folder, filter.user);
    const markers = (await readdir(users)).filter((marker) => marker.startsWith(name)).sort();
    return markers.map((marker) => marker.split(".")[1]!);
  }
  const found: string[] = [];
  for (const directory of (await readdir(join(folder, "sessions"))).sort()) {
    found.push(...(await readdir(join(folder, "sessions", directory))).sort());
    if (found.length >= pageSize) break;
  }
  return found;
}

function shownFiles(contents: readonly object[]): string {
  return JSON.stringify(
    (contents as readonly Buffer[]).map((content) => {
      const { head, values } = patternIn(content.toString());
      const [created_at, modified_at, expires_at, expiry, revision, user, ...entries] = head;
      const [keys, size] = [entries.length / 2, Buffer.byteLength(values)];
      return { created_at, modified_at, expires_at, expiry, revision, user, keys, size };
    }),
  );
}

/** Files and directories, each in whole blocks. */
async function bytesIn(folder: string): Promise<number> {
  let blocks = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) blocks += (await bytesIn(path)) / 512;
    blocks += (await stat(path)).blocks;
  }
  return blocks * 512;
}

export const files: Engine = {
  name: "files",
  questions: [{ name: "in the order of names" }, { name: "one user's", ...byUser }],
  async open() {
    const folder = mkdtempSync(join(tmpdir(), "sessionscope-listing-"));
    return { url: `file://${folder}`, end: async () => rmSync(folder, { recursive: true }) };
  },
  async copier(url, start): Promise<Copier> {
    const folder = fileURLToPath(url);
    const known = Array.from({ length: patterns }, (_, n) => readFileSync(pathOf(folder, idOf(n)), "utf8"));
    const copied = known.map(patternIn);
    return {
      async copy(from, to) {
        for (let n = from; n < to; n++) copy(folder, copied[n % patterns]!, n, start);
      },
      finish: async () => {},
    };
  },
  async bare(url) {
    const folder = fileURLToPath(url);
    return {
      async page(question) {
        const names = (await filesOf(folder, question)).slice(0, pageSize);
        return Promise.all(names.map((name) => readFile(join(folder, "sessions", name.slice(0, 2), name))));
      },
      shown: shownFiles,
      end: async () => {},
    };
  },
  bytes: async (url) => ({ memory: null, disk: await bytesIn(fileURLToPath(url)) }),
};
