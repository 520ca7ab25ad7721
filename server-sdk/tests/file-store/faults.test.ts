import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FileStore } from "../../src/stores/file.ts";
import { before, changeOf, id, newId, nextId } from "./operations.ts";

let root: string;
let prepared: string;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "file-store-faults-"));
  prepared = join(root, "prepared");
  const store = new FileStore(prepared);
  await store.create(id, before);
  await store.close();
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

interface Run {
  readonly died: boolean;
  readonly calls: number;
  readonly outcome: { readonly result?: unknown; readonly error?: string };
}

/** The most calls that any operation makes. */
const mostCalls = 24;
const codes = ["ENOSPC", "EACCES", "EIO", "EMFILE"] as const;
type Mode = "kill" | (typeof codes)[number];

/** Runs the operation in its own process, with the fault at this call; in further directories, at the following calls. */
function runWithFaults(mode: Mode, operation: string, nth: number, directories: readonly string[]): Run[] {
  for (const directory of directories) cpSync(prepared, directory, { recursive: true });
  const script = join(import.meta.dirname, "faulty-process.ts");
  const child = spawnSync(
    process.execPath,
    ["--no-warnings", "--conditions=@sessionscope/source", script, mode, operation, String(nth), ...directories],
    // Many processes run here; the compile cache saves each from compiling the same files.
    { encoding: "utf8", env: { ...process.env, NODE_COMPILE_CACHE: join(root, "compiled") } },
  );
  if (child.signal === "SIGKILL") return [{ died: true, calls: nth, outcome: {} }];
  if (child.status !== 0) throw new Error(child.stderr);
  return (JSON.parse(child.stdout) as Run[]).map((run) => ({ ...run, died: false }));
}

type Check = (store: FileStore, run: Run, directory: string) => Promise<void>;

/** Repeats the operation with the fault at call 1, 2, 3 … until it makes no further call. */
async function everyFault(mode: Mode, operation: string, leastCalls: number, check: Check): Promise<void> {
  const directories = Array.from({ length: mostCalls }, (_, at) => join(root, `${mode}-${operation}-${at + 1}`));
  const all = mode !== "kill" ? runWithFaults(mode, operation, 1, directories) : [];
  for (const [at, directory] of directories.entries()) {
    const run = all[at] ?? runWithFaults(mode, operation, at + 1, [directory])[0]!;
    const store = new FileStore(directory);
    await check(store, run, directory);
    await store.close();
    if (!run.died && run.calls <= at) {
      expect(at).toBeGreaterThanOrEqual(leastCalls);
      return;
    }
  }
  throw new Error(`${operation} made more than ${mostCalls} calls`);
}

function filesIn(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.endsWith("locks"))
    .map((entry) => entry.name);
}

const after = { commit: { a: "9", b: "2" }, touch: { a: "1", b: "2" }, create: { a: "1", b: "2" } };
const textOf = (store: FileStore, of = id) => {
  const session = store.loadNow(of);
  return session && Object.fromEntries(session.entries);
};

describe("a process is killed before any single call into the file system", () => {
  test.each(["commit", "touch"] as const)(
    "%s leaves the old or the new session, and nothing in the way",
    async (operation) => {
      await everyFault("kill", operation, 4, async (store, run, directory) => {
        const found = textOf(store);
        if (run.died) expect([{ a: "1", b: "2" }, after[operation]]).toContainEqual(found);
        else expect(found).toEqual(after[operation]);
        // Whichever step was the last, the index finds the session by its user, and by no other.
        const user = store.loadNow(id)!.user!;
        expect([...(await store.list({ limit: 9, user })).sessions.keys()]).toEqual([id]);
        const other = user === "ann" ? "bob" : "ann";
        expect((await store.list({ limit: 9, user: other })).sessions.size).toBe(0);
        expect(await store.commit(id, changeOf({ c: "3" }))).toMatchObject({ outcome: "stored" });
        expect(textOf(store)).toEqual({ ...found, c: "3" });
        for await (const _ of store.clearExpired(100, new AbortController().signal));
        expect(filesIn(directory).filter((name) => name.endsWith(".tmp"))).toEqual([]);
      });
    },
  );

  test("create leaves no session or a whole one, and can be repeated", async () => {
    await everyFault("kill", "create", 4, async (store, run) => {
      const found = textOf(store, newId);
      if (!run.died) expect(found).toEqual(after.create);
      else if (found !== null) expect(found).toEqual(after.create);
      expect(await store.create(newId, before)).toBe(found === null);
      expect(textOf(store, newId)).toEqual(after.create);
      expect([...(await store.list({ limit: 9, user: "ann" })).sessions.keys()]).toContain(newId);
    });
  });

  test("rotate never leaves the visitor without a session: the old key works until the new one does", async () => {
    await everyFault("kill", "rotate", 4, async (store, run) => {
      const [old, next] = [textOf(store), textOf(store, nextId)];
      expect(old !== null || next !== null).toBe(true);
      if (old !== null) expect(old).toEqual({ a: "1", b: "2" });
      if (next !== null) expect(next).toEqual(after.commit);
      if (!run.died) expect([old, next]).toEqual([null, after.commit]);
    });
  });

  test("delete leaves the whole session or none, and can be repeated", async () => {
    await everyFault("kill", "delete", 4, async (store, run) => {
      const found = textOf(store);
      if (!run.died) expect(found).toBeNull();
      else if (found !== null) expect(found).toEqual({ a: "1", b: "2" });
      expect(await store.delete(id)).toBe(found !== null);
      expect((await store.list({ limit: 9, user: "ann" })).sessions.size).toBe(0);
    });
  });
});

describe.each(codes)("%s at any one call", (code) => {
  const old = { a: "1", b: "2" };
  test.each([
    ["create", old, old, null, null],
    ["commit", old, after.commit, null, null],
    ["touch", old, old, null, null],
    ["rotate", old, null, null, after.commit],
    ["delete", old, null, null, null],
  ] as const)("%s fails as a StoreError with the old state, or is done; no litter", async (operation, ...states) => {
    const [present, presentDone, next, nextDone] = states;
    await everyFault(code, operation, 4, async (store, run, directory) => {
      const found = [textOf(store), textOf(store, nextId)];
      const failed = run.outcome.error !== undefined;
      if (failed) expect(run.outcome.error).toBe("SESSION_STORE_FAILED");
      expect(found).toEqual(failed ? [present, next] : [presentDone, nextDone]);
      expect(filesIn(directory).filter((name) => name.endsWith(".tmp"))).toEqual([]);
    });
  });

  test.each(["load", "loadNow"])(
    "%s fails as a StoreError: what cannot be read is no empty session",
    async (operation) => {
      await everyFault(code, operation, 1, async (_store, run) => {
        expect([{ error: "SESSION_STORE_FAILED" }, { result: 1 }]).toContainEqual(run.outcome);
      });
    },
  );
});
