/** The bridge to express-session, on the real library, frameworks and stores. The parts are in the files beside. */

import { afterEach, describe, expect } from "vitest";
import { frameworkTests } from "./frameworks.ts";
import { installLibraries } from "./libraries.ts";
import { requestTests } from "./requests-under-way.ts";
import { storeTests } from "./stores.ts";
import { suiteTests } from "./suite.ts";
import { unchangedTests } from "./unchanged-app.ts";
import { wrongUseTests } from "./wrong-use.ts";

installLibraries();

/** What went wrong in the looking itself. */
const faults: string[] = [];
process.on("warning", ({ message }) => {
  if (message.startsWith("Sessionscope may not show")) faults.push(message);
});
afterEach(() => expect(faults).toEqual([]));

describe("in each framework", frameworkTests);
describe("on each store", storeTests);
describe("while requests are under way", requestTests);
describe("the app stays as it was", unchangedTests);
describe("where there is nothing to look at", wrongUseTests);
describe("the suite", suiteTests);
