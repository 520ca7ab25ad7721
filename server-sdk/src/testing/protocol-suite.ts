/**
 * The conformance suite of the debug protocol (docs/debug-protocol.md): every sentence of it that a caller can hold a
 * server to, in whatever language that is written. It speaks HTTP, makes its own sessions through the endpoint, touches
 * no others, and imports no test runner; run the list under any:
 *
 * ```ts
 * for (const { name, skip, run } of protocolSuite(server)) test(name, { skip }, run);
 * ```
 */

import { callTests } from "./protocol-suite/calls.ts";
import { conflictTests } from "./protocol-suite/conflicts.ts";
import { expiryTests } from "./protocol-suite/expiry.ts";
import { gateTests } from "./protocol-suite/gate.ts";
import { hiddenValueTests } from "./protocol-suite/hidden-values.ts";
import { labTests } from "./protocol-suite/lab.ts";
import { readingTests } from "./protocol-suite/reading.ts";
import { recordTests } from "./protocol-suite/record.ts";
import { storeFailureTests } from "./protocol-suite/store-failures.ts";
import { storeListTests } from "./protocol-suite/store-list.ts";
import { storeWriteTests } from "./protocol-suite/store-writes.ts";
import { lacksOf, type ProtocolServer } from "./protocol-suite/subject.ts";
import { testCookieTests } from "./protocol-suite/test-cookie.ts";
import { timelineTests } from "./protocol-suite/timeline.ts";
import { timelineStateTests } from "./protocol-suite/timeline-states.ts";
import { tokenTests } from "./protocol-suite/token.ts";
import { Trial } from "./protocol-suite/trial.ts";
import { undoTests } from "./protocol-suite/undo.ts";
import { updateTests } from "./protocol-suite/update.ts";
import { wholeSessionTests } from "./protocol-suite/whole-session.ts";
import { type SuiteTest, suiteTests } from "./suite-test.ts";

export type { ProtocolServer } from "./protocol-suite/subject.ts";

/**
 * The tests for one server. Run them one after the other, in this order: the last may lock the server's token.
 *
 * @example
 * import { protocolSuite } from "sessionscope/testing";
 * const tests = protocolSuite({ url: "http://localhost:8000/__sessionscope__", token: "the server's token" });
 * tests.every(({ name }) => name.startsWith("protocol-suite/")); // => true
 */
export function protocolSuite(server: ProtocolServer): readonly SuiteTest[] {
  return suiteTests(
    "protocol-suite",
    {
      gate: gateTests,
      calls: callTests,
      reading: readingTests,
      update: updateTests,
      conflicts: conflictTests,
      "whole-session": wholeSessionTests,
      expiry: expiryTests,
      "hidden-values": hiddenValueTests,
      "test-cookie": testCookieTests,
      lab: labTests,
      record: recordTests,
      timeline: timelineTests,
      "timeline-states": timelineStateTests,
      undo: undoTests,
      "store-list": storeListTests,
      "store-writes": storeWriteTests,
      "store-failures": storeFailureTests,
      token: tokenTests,
    },
    lacksOf(server),
    async (run) => {
      const trial = new Trial(server);
      try {
        await run(trial);
      } finally {
        await trial.end();
      }
    },
  );
}
