/** What a storage is asked, by storages written by hand: the libraries' own are in tests/inspect/react-router. */

import { expect, test } from "vitest";
import { emptyLine, type LibraryStorage } from "./library.ts";

const storage = (commitSession: LibraryStorage["commitSession"]) => ({ commitSession }) as LibraryStorage;

test("a storage whose cookie is the session writes a line, and one of a database is not made to store anything", async () => {
  expect(await emptyLine(storage(async ({ data }) => `s=${JSON.stringify(data)}`))).toBe("s={}");
  const stored: unknown[] = [];
  const inDatabase = storage(async ({ id, data }) => {
    stored.push([id, data]);
    return `s=${id}`;
  });
  expect(await emptyLine(inDatabase)).toBeNull();
  expect(stored).toEqual([]);
});

test("a storage that fails for a reason of its own is not taken for a database", async () => {
  await expect(emptyLine(storage(() => Promise.reject(new Error("no secret"))))).rejects.toThrow("no secret");
});
