/**
 * The browsers still treat the cookie corpus as recorded; extension/cookies/corpus.test.ts holds our rules to the record.
 * `npm test` tries every fifth case, `npm run test:long` all. `RECORD=1` records what the installed browsers do.
 */

import { readFile, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import {
  type CorpusCase,
  corpusFiles,
  keptLine,
  type Outcome,
  sameOutcome,
} from "../../extension/cookies/fixtures/corpus.ts";
import { type CorpusBrowser, openChromium, openFirefox } from "./corpus-browsers.ts";
import { CorpusServer } from "./corpus-server.ts";

const fixtures = new URL("../../extension/cookies/fixtures/", import.meta.url);
/** Milliseconds for one case. Only a browser that hangs takes as long. */
const patience = 60_000;
const isRecording = process.env.RECORD === "1";
const every = isRecording || process.env.CORPUS === "all" ? 1 : 5;
const browsers = { chromium: openChromium, firefox: openFirefox };

async function outcomeOf(
  one: CorpusCase,
  name: string,
  browser: CorpusBrowser,
  server: CorpusServer,
): Promise<Outcome> {
  const bytes = (text: string) => (one.bytes ? text : Buffer.from(text, "utf8").toString("latin1"));
  const text = (given: string) => (one.bytes ? given : Buffer.from(given, "latin1").toString("utf8"));
  const steps = one.responses.map(({ url, lines }) => ({ url, lines: lines.map(bytes) }));
  const last = { url: one.request, lines: [] };
  const start = Date.now();
  let sent: Promise<string | null>;
  let told: string;
  if (one.page === undefined) {
    sent = server.expect([...steps, last]);
    told = await browser.visit(server.at((steps[0] ?? last).url));
  } else {
    await browser.open(server.at(one.page));
    for (const step of steps) {
      void server.expect([step]);
      await browser.ask(server.at(step.url));
    }
    sent = server.expect([last]);
    told = await (one.readPage === null ? browser.visit(server.at(last.url)) : browser.ask(server.at(last.url)));
  }
  const header = await within(sent, `${one.id}: ${name} never asked for ${one.request} and says: ${told}`);
  const kept = (await browser.take()).map((cookie) => keptLine(cookie, start)).toSorted();
  return { sent: header === null ? null : text(header), kept };
}

/** Rejects after that time. The message names what did not happen. */
async function within<T>(promise: Promise<T>, missing: string): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(missing)), patience);
  return Promise.race([promise, late.promise]).finally(() => clearTimeout(timer));
}

/** The case with what the browser did, if that differs from the record. */
function recorded(one: CorpusCase, name: keyof typeof browsers, outcome: Outcome): CorpusCase {
  if (name === "chromium") return sameOutcome(one.chromium, outcome) ? one : { ...one, chromium: outcome };
  const { firefox, ...rest } = one;
  if (sameOutcome(firefox ?? one.chromium, outcome)) return one;
  return sameOutcome(one.chromium, outcome) ? rest : { ...rest, firefox: outcome };
}

test.each(["chromium", "firefox"] as const)(
  "%s does what was recorded",
  async (name) => {
    const server = await CorpusServer.open();
    const browser = await browsers[name]();
    try {
      for (const file of corpusFiles) {
        const lines = (await readFile(new URL(file, fixtures), "utf8")).trimEnd().split("\n");
        const cases = lines.filter((_, index) => index % every === 0).map((line): CorpusCase => JSON.parse(line));
        const now: CorpusCase[] = [];
        for (const one of cases) now.push(recorded(one, name, await outcomeOf(one, name, browser, server)));
        if (isRecording) {
          await writeFile(new URL(file, fixtures), now.map((one) => `${JSON.stringify(one)}\n`).join(""));
        }
        expect(now.filter((one, index) => one !== cases[index])).toEqual([]);
        expect(now.length * every).toBeGreaterThan(300);
      }
    } finally {
      await browser.close();
      server.close();
    }
  },
  600_000,
);
