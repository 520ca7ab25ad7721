import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { expect, test } from "vitest";
import { SettingError } from "./core/errors.ts";
import { openStore } from "./open-store.ts";

// On Windows the temporary folder may be on another drive, where no relative path leads.
test.skipIf(process.platform === "win32")("a relative file URL is relative to the working directory", async () => {
  const root = mkdtempSync(join(tmpdir(), "open-store-"));
  const directory = join(root, "sessions dir");
  const store = await openStore(`file:./${relative(process.cwd(), directory)}`);
  expect(store.name).toBe("File");
  expect(existsSync(join(directory, "sessions"))).toBe(true);
  if (store.kind === "server") await store.close?.();
  rmSync(root, { recursive: true });
});

test.each(["", "sessions", "mongo://host", "redis://:bad:port:/", "./sessions.db"])(
  "%j names no store",
  async (url) => {
    await expect(openStore(url)).rejects.toThrow(SettingError);
  },
);
