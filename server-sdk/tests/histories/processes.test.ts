/** The same promises with real processes at once: what one of them acknowledged, no other may undo. */

import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { createSessions } from "sessionscope";
import { afterAll, describe, expect, test } from "vitest";
import { type SessionKey, sessionIdOf } from "../../src/core/session-key.ts";
import { atomicStores, openServerStore } from "../server-stores.ts";
import { type FinalState, type RequestRecord, violations } from "./history.ts";
import { type Data, newVisitor } from "./visitor.ts";

const run = promisify(execFile);
const worker = join(import.meta.dirname, "worker.ts");
const folder = mkdtempSync(join(tmpdir(), "sessionscope-histories-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const processes = 3;
const visitors = 4;
const requestsEach = Number(process.env.HISTORY_REQUESTS ?? 120);

describe.each(atomicStores.filter(({ shared }) => shared))("$name", ({ name, newUrl }) => {
  test(`${processes} processes change ${visitors} sessions at once`, async () => {
    const jars = mkdtempSync(join(folder, "jars-"));
    const url = await newUrl();
    const store = await openServerStore(url);
    const sessions = await createSessions<Data>({ store });
    for (let index = 0; index < visitors; index++) {
      const visitor = await newVisitor(sessions, `visitor${index}`);
      writeFileSync(join(jars, visitor.lineage), visitor.key);
    }
    const work = Array.from({ length: processes }, (_, index) =>
      run(process.execPath, ["--conditions=@sessionscope/source", worker, url, jars, `p${index}`, `${requestsEach}`], {
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
    const finals = new Map<string, FinalState>();
    for (let index = 0; index < visitors; index++) {
      const key = readFileSync(join(jars, `visitor${index}`), "utf8") as SessionKey;
      const session = await store.load(sessionIdOf(key));
      finals.set(
        `visitor${index}`,
        session && Object.fromEntries([...session.entries].map(([entry, text]) => [entry, String(JSON.parse(text))])),
      );
    }
    await sessions.close();
    expect(records).toHaveLength(processes * requestsEach);
    expect(
      records.filter(({ outcome }) => outcome === "unknown"),
      `${name} failed`,
    ).toEqual([]);
    expect(records.filter(({ outcome }) => outcome === "acknowledged").length).toBeGreaterThan(records.length / 2);
    expect(violations(records, finals)).toEqual([]);
  });
});
