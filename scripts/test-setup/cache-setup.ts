/**
 * Vitest's global set-up of every test: whatever is started keeps the tokens of its projects in a folder of the run's own,
 * which is removed at the end. The user's cache stays as it was.
 */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), "sessionscope-cache-"));
  process.env.XDG_CACHE_HOME = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
