/** The public names of "sessionscope/testing". Nothing here imports a test runner. */

export {
  type AdapterFactory,
  type Answer,
  type App,
  adapterSuite,
  listen,
  listening,
  type Server,
  type SuiteSessions,
  type Visit,
} from "./adapter-suite.ts";
export { type AppSession, type AppVisit, type BridgeSubject, bridgeSuite, type VisitedApp } from "./bridge-suite.ts";
export { type FakeClock, fakeClock } from "./fake-clock.ts";
export { type ProtocolServer, protocolSuite } from "./protocol-suite.ts";
export { signedIn } from "./signed-in.ts";
export { type StoreFactory, storeSuite } from "./store-suite.ts";
export type { SuiteTest } from "./suite-test.ts";
