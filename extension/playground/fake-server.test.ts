/** The playground's server answers as a real server does: it passes the suite that the SDK's endpoint passes. */

import { defaultPath } from "sessionscope/protocol";
import { protocolSuite } from "sessionscope/testing";
import { describe, test } from "vitest";
import { FakeServer } from "./fake-server.ts";

const token = "a-token-of-the-test";
const server = new FakeServer();
server.token = token;
let made = 0;

describe("the fake server", () => {
  for (const { name, skip, run } of protocolSuite({
    url: `http://localhost:3000${defaultPath}`,
    token,
    mayLock: true,
    mayClear: true,
    fetch: server.fetch,
    async makeSession(values) {
      const cookie = `made-${++made}`;
      server.sessions.open(cookie, values);
      return cookie;
    },
    async whileStoreFails(work) {
      server.storeFails = true;
      await work().finally(() => {
        server.storeFails = false;
      });
    },
  })) {
    test(name, (context) => (skip ? context.skip(skip) : run()));
  }
});
