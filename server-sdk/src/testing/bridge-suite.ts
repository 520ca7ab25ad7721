/**
 * The conformance suite of bridges: what holds for the sessions of any library in the panel, and that its apps do what they
 * did. Each test starts apps on the library itself. It imports no test runner. Run the list under any:
 *
 * ```ts
 * for (const { name, skip, run } of bridgeSuite(subject)) test(name, (context) => (skip ? context.skip(skip) : run()));
 * ```
 */

import { inFlightTests } from "./bridge-suite/in-flight.ts";
import { readingTests } from "./bridge-suite/reading.ts";
import { requestTests } from "./bridge-suite/requests.ts";
import { type BridgeSubject, lacksOf } from "./bridge-suite/subject.ts";
import { Trial } from "./bridge-suite/trial.ts";
import { unchangedTests } from "./bridge-suite/unchanged.ts";
import { wholeSessionTests } from "./bridge-suite/whole-session.ts";
import { writingTests } from "./bridge-suite/writing.ts";
import { type SuiteTest, suiteTests } from "./suite-test.ts";

export type { AppSession, AppVisit, BridgeSubject, VisitedApp } from "./bridge-suite/subject.ts";

/**
 * The tests for one bridge. Run them one after the other: each starts and stops its own apps.
 *
 * @example
 * import { createServer } from "node:http";
 * import { bridgeSuite, listen } from "sessionscope/testing";
 * const tests = bridgeSuite({
 *   name: "mine",
 *   // Have each request answered by `app`, and wrap the library's middleware with the line where `debug` is not null.
 *   start: (_app, _debug) => listen(createServer((_request, response) => response.end())),
 * });
 * tests.every(({ name }) => name.startsWith("bridge-suite/")); // => true
 */
export function bridgeSuite(subject: BridgeSubject): readonly SuiteTest[] {
  return suiteTests(
    "bridge-suite",
    {
      unchanged: unchangedTests,
      reading: readingTests,
      writing: writingTests,
      "whole-session": wholeSessionTests,
      "in-flight": inFlightTests,
      requests: requestTests,
    },
    lacksOf(subject),
    async (run) => {
      const trial = new Trial(subject);
      try {
        await run(trial);
      } finally {
        await trial.end();
      }
    },
  );
}
