/**
 * The conformance suite of adapters: what holds for requests and answers with any framework, tested against a server that
 * listens. It imports no test runner. Run the list under any:
 *
 * ```ts
 * for (const { name, skip, run } of adapterSuite(factory)) test(name, (context) => (skip ? context.skip(skip) : run()));
 * ```
 */

import type { Store } from "../core/store.ts";
import { answerTests } from "./adapter-suite/answers.ts";
import { contextTests } from "./adapter-suite/contexts.ts";
import { cookieTests } from "./adapter-suite/cookies.ts";
import { debugTests } from "./adapter-suite/debug-calls.ts";
import { endedAnswerTests } from "./adapter-suite/ended-answers.ts";
import { failureTests } from "./adapter-suite/failures.ts";
import { loginTests } from "./adapter-suite/logins.ts";
import { mountingTests } from "./adapter-suite/mounting.ts";
import { nodeFailureTests } from "./adapter-suite/node-failures.ts";
import { nodeResponseTests } from "./adapter-suite/node-responses.ts";
import { savingTests } from "./adapter-suite/saving.ts";
import { type App, type Need, type Server, type SuiteSessions, Trial } from "./adapter-suite/trial.ts";
import { type SuiteTest, suiteTests } from "./suite-test.ts";

export { listen, listening } from "./adapter-suite/listen.ts";
export type { Answer, App, Server, SuiteSessions, Visit } from "./adapter-suite/trial.ts";

export interface AdapterFactory {
  /** For messages: "Express". */
  readonly name: string;
  /**
   * Starts a server on a free port. Each of its requests gets its session from the adapter and its answer from
   * `app.handle`, sent by the framework's own means. `app.handleError` answers the errors of the handler and of the
   * adapter, as the framework's own error handler.
   */
  start(sessions: SuiteSessions, app: App): Promise<Server>;
  /** Opens an empty store at each call. */
  openStore(): Promise<Store>;
  /** Abilities that the framework does not have, each with the reason why its tests are skipped. */
  readonly lacks?: Readonly<Partial<Record<Need, string>>>;
}

/**
 * The tests for one adapter. Each starts and stops its own servers.
 *
 * @example
 * import { createServer } from "node:http";
 * import { nodeSessions } from "sessionscope/node-http";
 * import { MemoryStore } from "sessionscope/stores/memory";
 * import { adapterSuite, listen } from "sessionscope/testing";
 * const tests = adapterSuite({
 *   name: "Mine",
 *   openStore: async () => new MemoryStore(),
 *   // Have each request answered by `app.handle`, as docs/testing.md shows.
 *   start: (sessions, _app) => listen(createServer(nodeSessions(sessions, (_request, response) => response.end()))),
 * });
 * tests.every(({ name }) => name.startsWith("adapter-suite/")); // => true
 */
export function adapterSuite(factory: AdapterFactory): readonly SuiteTest[] {
  return suiteTests(
    "adapter-suite",
    {
      mounting: mountingTests,
      cookies: cookieTests,
      logins: loginTests,
      saving: savingTests,
      answers: answerTests,
      failures: failureTests,
      contexts: contextTests,
      "debug-calls": debugTests,
      "node-responses": nodeResponseTests,
      "node-failures": nodeFailureTests,
      "ended-answers": endedAnswerTests,
    },
    factory.lacks ?? {},
    async (run) => {
      const trial = new Trial(factory, await factory.openStore());
      try {
        await run(trial);
      } finally {
        await trial.end();
      }
    },
  );
}
