/** Tests the same promises with several real processes: none may undo what another has acknowledged. */

import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { createSessions } from "sessionscope";
import { afterAll, describe, expect, test } from "vitest";
import { openServerStore } from "../open-server-store.ts";
import { serverStores } from "../server-stores.ts";
import { type RequestRecord, violations } from "./history.ts";
import { JarFolder } from "./jars.ts";
import { lastStates } from "./last-state.ts";
import { Load } from "./load.ts";
import type { Data } from "./visitor.ts";

const run = promisify(execFile);
const worker = join(import.meta.dirname, "worker.ts");
const folder = mkdtempSync(join(tmpdir(), "sessionscope-histories-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const processes = 3;
const visitors = 4;
const requestsEach = Number(process.env.HISTORY_REQUESTS ?? 120);

describe.each(serverStores.filter(({ shared }) => shared))("$name", ({ name, newUrl }) => {
  test(`${processes} processes change ${visitors} sessions at once, and end some`, async () => {
    const jar = mkdtempSync(join(folder, "jar-"));
    const url = await newUrl();
    const store = await openServerStore(url);
    const sessions = await createSessions<Data>({ store });
    const places = Array.from({ length: visitors }, (_, index) => `visitor${index}`);
    await new Load(sessions, new JarFolder(jar, places), "test", () => 0).fill();
    const work = Array.from({ length: processes }, (_, index) =>
      run(process.execPath, ["--conditions=@sessionscope/source", worker, url, jar, `p${index}`, `${requestsEach}`], {
        maxBuffer: 1e9,
      }),
    );
    const outputs = await Promise.all(work);
    const records = outputs.flatMap(({ stdout }) =>
      stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as RequestRecord),
    );
    const broken = violations(records, await lastStates(store, records));
    await sessions.close();
    expect(records.length).toBeGreaterThanOrEqual(processes * requestsEach);
    expect(
      records.filter(({ outcome }) => outcome === "unknown"),
      `${name} failed`,
    ).toEqual([]);
    const acknowledged = records.filter(({ outcome }) => outcome === "acknowledged");
    expect(acknowledged.length).toBeGreaterThan(records.length / 2);
    for (const end of ["flush", "cycle"]) expect(acknowledged.some(({ ends }) => ends === end)).toBe(true);
    expect(broken).toEqual([]);
  });
});
