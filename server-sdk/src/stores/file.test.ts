import { subscribe, unsubscribe } from "node:diagnostics_channel";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { SettingError, StoreError } from "../core/errors.ts";
import type { RejectedEvent } from "../core/events.ts";
import type { SessionId } from "../core/session-key.ts";
import { fakeClock } from "../testing/fake-clock.ts";
import { change, newId, session } from "../testing/store-suite/trial.ts";
import { type StoreFactory, storeSuite } from "../testing/store-suite.ts";
import { fileName } from "./file/session-file.ts";
import { FileStore, open } from "./file.ts";

const root = mkdtempSync(join(tmpdir(), "file-store-"));
let count = 0;
let directory = "";
const freshDirectory = () => {
  directory = join(root, String(count++));
};
afterAll(() => rmSync(root, { recursive: true, force: true }));

const factory: StoreFactory = {
  name: "File",
  open: async () => new FileStore(directory),
  reset: async () => freshDirectory(),
};

const pathOf = (id: SessionId) => join(directory, "sessions", fileName(id).slice(0, 2), fileName(id));
const never = new AbortController().signal;

async function clear(store: FileStore): Promise<number> {
  let total = 0;
  for await (const cleared of store.clearExpired(100, never)) total += cleared;
  return total;
}

/** Every report while the work is done. */
async function reportsOf(work: () => Promise<unknown> | unknown): Promise<RejectedEvent[]> {
  const events: RejectedEvent[] = [];
  const listener = (event: unknown) => void events.push(event as RejectedEvent);
  subscribe("sessionscope:rejected", listener);
  await work();
  unsubscribe("sessionscope:rejected", listener);
  return events;
}

describe("FileStore", () => {
  for (const { name, skip, run } of storeSuite(factory)) {
    test(name, (context) => (skip ? context.skip(skip) : run()));
  }
});

describe("files", () => {
  let store: FileStore;
  beforeEach(() => {
    freshDirectory();
    store = new FileStore(directory);
    return () => store.close();
  });

  test("are closed to other users, whatever the umask", async () => {
    const umask = process.umask(0);
    try {
      await store.close();
      freshDirectory();
      store = new FileStore(directory);
      const id = newId();
      await store.create(id, session({ user: "ada" }));
      await store.commit(id, change({ set: { a: "1" } }));
    } finally {
      process.umask(umask);
    }
    for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
      const { mode } = statSync(join(entry.parentPath, entry.name));
      expect([entry.name, mode & 0o777]).toEqual([entry.name, entry.isDirectory() ? 0o700 : 0o600]);
    }
    expect(statSync(directory).mode & 0o777).toBe(0o700);
  });

  test("have names that every file system takes, whatever the id, and only ids make names", async () => {
    const id = newId();
    await store.create(id, session());
    expect(pathOf(id)).toMatch(/[/\\][0-9a-f]{2}[/\\][0-9a-f]{64}$/);
    for (const evil of ["../../../etc/passwd", "", "a/b", `${id}/`, `${id}x`, id.slice(1), "\0"]) {
      await expect(store.load(evil as SessionId)).rejects.toThrow(StoreError);
      await expect(store.create(evil as SessionId, session())).rejects.toThrow("not a session id");
    }
  });

  test("a file cut at any byte, or with any byte changed, is no session and a report", async () => {
    const id = newId();
    await store.create(id, session({ entries: { cart: '["é"]' }, user: "ada" }));
    const path = pathOf(id);
    const whole = readFileSync(path);
    const damages = [
      ...Array.from({ length: whole.length }, (_, length) => whole.subarray(0, length)),
      ...Array.from(whole, (byte, at) =>
        Buffer.concat([whole.subarray(0, at), Buffer.of(byte ^ 1), whole.subarray(at + 1)]),
      ),
      Buffer.concat([whole, Buffer.of(0)]),
      Buffer.alloc(whole.length),
      Buffer.from([0xff, 0xfe, 0x00, 0xd8]),
    ];
    // The same is not reported twice in a minute.
    const stop = new AbortController();
    onTestFinished(() => stop.abort());
    const clock = fakeClock(Date.now(), stop.signal);
    for (const damaged of damages) {
      clock.advance(60_000);
      writeFileSync(path, damaged);
      const reports = await reportsOf(async () => {
        expect(store.loadNow(id)).toBeNull();
        expect(await store.load(id)).toBeNull();
      });
      expect(reports).toHaveLength(1);
      expect(reports[0]).toMatchObject({ reason: "corrupted", id, store: "File" });
      // The evidence is kept, and in nobody's way.
      const newer = String(damaged).startsWith("sessionscope-session 0");
      if (!newer) expect(readFileSync(`${path}.damaged`)).toEqual(damaged);
    }
    expect(await store.create(id, session())).toBe(true);
  });

  test("every writer finds a damaged file gone, and reports it", async () => {
    const attempts: readonly ((id: SessionId) => Promise<unknown>)[] = [
      (id) => store.commit(id, change()),
      (id) => store.touch(id, Date.now() + 1000, null),
      (id) => store.rotate(id, newId(), change()),
      (id) => store.delete(id),
    ];
    for (const attempt of attempts) {
      const id = newId();
      await store.create(id, session());
      writeFileSync(pathOf(id), "garbage");
      const reports = await reportsOf(async () =>
        expect([false, { outcome: "gone" }]).toContainEqual(await attempt(id)),
      );
      expect(reports).toHaveLength(1);
      expect(existsSync(pathOf(id))).toBe(false);
    }
  });

  test("the file of one session in the place of another is refused", async () => {
    const [mine, yours] = [newId(), newId()];
    await store.create(mine, session({ entries: { name: '"me"' } }));
    await store.create(yours, session({ entries: { name: '"you"' } }));
    renameSync(pathOf(yours), pathOf(mine));
    expect(await reportsOf(() => expect(store.loadNow(mine)).toBeNull())).toHaveLength(1);
  });

  test("a file of a version to come is not read, not overwritten and not moved", async () => {
    const id = newId();
    await store.create(id, session());
    const text = readFileSync(pathOf(id), "utf8").replace("session 1 ", "session 2 ");
    writeFileSync(pathOf(id), text);
    const [report] = await reportsOf(() => expect(store.loadNow(id)).toBeNull());
    expect(report?.detail).toContain("format 2");
    expect(await store.commit(id, change())).toEqual({ outcome: "gone" });
    await clear(store);
    expect(readFileSync(pathOf(id), "utf8")).toBe(text);
  });

  test("a symbolic link is not followed", async () => {
    const [real, linked] = [newId(), newId()];
    await store.create(real, session());
    await store.create(linked, session());
    rmSync(pathOf(linked));
    symlinkSync(pathOf(real), pathOf(linked));
    expect(() => store.loadNow(linked)).toThrow(StoreError);
  });

  test("a session that cannot be read is an error, not an empty session", async () => {
    const id = newId();
    await store.create(id, session());
    rmSync(pathOf(id));
    mkdirSync(pathOf(id));
    expect(() => store.loadNow(id)).toThrow(StoreError);
    await expect(store.load(id)).rejects.toThrow(StoreError);
    await expect(store.commit(id, change())).rejects.toThrow(StoreError);
  });

  test("a directory that is gone is an error, not a logout, and is not made anew", async () => {
    const id = newId();
    await store.create(id, session());
    renameSync(directory, `${directory}-unmounted`);
    expect(() => store.loadNow(id)).toThrow(/removed or unmounted/);
    await expect(store.commit(id, change())).rejects.toThrow(StoreError);
    await expect(store.create(newId(), session())).rejects.toThrow(StoreError);
    expect(existsSync(directory)).toBe(false);
    renameSync(`${directory}-unmounted`, directory);
    expect(store.loadNow(id)).not.toBeNull();
  });
  test("a part of the directory that is gone is an error, and ends nobody's session", async () => {
    const [id, unknown] = [newId(), newId()];
    await store.create(id, session({ user: "ann" }));
    for (const part of ["sessions", "users"]) {
      renameSync(join(directory, part), join(directory, `${part}-away`));
      await expect(store.list({ limit: 9, user: "ann" })).rejects.toThrow(StoreError);
      await expect(store.create(unknown, session({ user: "ann" }))).rejects.toThrow(StoreError);
      if (part === "sessions") {
        expect(() => store.loadNow(id)).toThrow(/removed or unmounted/);
        for (const write of [store.commit(id, change()), store.touch(id, 1, null), store.delete(id)])
          await expect(write).rejects.toThrow(/removed or unmounted/);
      }
      expect(existsSync(join(directory, part))).toBe(false);
      renameSync(join(directory, `${part}-away`), join(directory, part));
      expect([...(await store.list({ limit: 9, user: "ann" })).sessions.keys()]).toEqual([id]);
    }
  });

  test.runIf(process.platform === "linux")(
    "a full disk fails the commit and leaves the session as it was",
    async () => {
      const id = newId();
      await store.create(id, session({ entries: { a: "1" } }));
      symlinkSync("/dev/full", `${pathOf(id)}.tmp`);
      const error = await store.commit(id, change({ set: { a: "2" } })).catch((thrown) => thrown);
      expect(error).toBeInstanceOf(StoreError);
      expect((error as StoreError).cause).toMatchObject({ code: "ENOSPC" });
      expect(store.loadNow(id)?.entries.get("a")).toBe("1");
      expect(existsSync(`${pathOf(id)}.tmp`)).toBe(false);
      expect(await store.commit(id, change({ set: { a: "2" } }))).toEqual({ outcome: "stored", revision: 2 });
    },
  );

  test("clearExpired sweeps what crashes left, and evidence after a month", async () => {
    const id = newId();
    await store.create(id, session());
    const [leftover, fresh, old] = [`${pathOf(id)}.tmp`, `${pathOf(id)}.damaged`, `${pathOf(newId())}.damaged`];
    mkdirSync(join(old, ".."), { recursive: true });
    for (const path of [leftover, fresh, old]) writeFileSync(path, "x");
    const longAgo = new Date(Date.now() - 31 * 86_400_000);
    utimesSync(old, longAgo, longAgo);
    expect(await clear(store)).toBe(0);
    expect([leftover, fresh, old].map((path) => existsSync(path))).toEqual([false, true, false]);
    expect(store.loadNow(id)).not.toBeNull();
  });

  test("clearExpired leaves no trace of a dead session, its user's marker included", async () => {
    const id = newId();
    await store.create(id, session({ expiresAt: Date.now() - 1, user: "ada" }));
    expect(await clear(store)).toBe(1);
    const left = readdirSync(directory, { recursive: true, withFileTypes: true });
    expect(left.filter((entry) => entry.isFile() && !entry.parentPath.endsWith("locks"))).toEqual([]);
  });

  test("strangers among the files are left alone", async () => {
    const id = newId();
    await store.create(id, session());
    const strange = [join(directory, "sessions", ".DS_Store"), join(pathOf(id), "..", "notes.txt")];
    for (const path of strange) writeFileSync(path, "x");
    expect(await clear(store)).toBe(0);
    expect((await store.list({ limit: 10 })).sessions.size).toBe(1);
    expect(strange.map((path) => existsSync(path))).toEqual([true, true]);
  });

  test("markers of users whose session is gone are cleaned when they are listed", async () => {
    const id = newId();
    await store.create(id, session({ user: "ada" }));
    rmSync(pathOf(id));
    expect((await store.list({ limit: 9, user: "ada" })).sessions.size).toBe(0);
    const markers = readdirSync(join(directory, "users"), { recursive: true, withFileTypes: true });
    expect(markers.filter((entry) => entry.isFile())).toEqual([]);
  });
});

test("a directory that cannot be used is refused at once, with the reason", () => {
  freshDirectory();
  writeFileSync(directory, "a file");
  expect(() => new FileStore(directory)).toThrow(SettingError);
  freshDirectory();
  mkdirSync(directory);
  chmodSync(directory, 0o777);
  expect(() => new FileStore(directory)).toThrow(/everybody may write/);
  chmodSync(directory, 0o755);
  expect(() => new FileStore(directory)).not.toThrow();
});

test("opens from a URL, and a closed store fails loudly", async () => {
  freshDirectory();
  const store = await open(pathToFileURL(`${directory} with ä blank/`));
  const id = newId();
  expect(await store.create(id, session())).toBe(true);
  await store.close();
  await expect(store.commit(id, change())).rejects.toThrow(StoreError);
  expect(existsSync(`${directory} with ä blank/sessions`)).toBe(true);
});
