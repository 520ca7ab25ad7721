/** The suites and tests that pages show pass under node:test. */

import { createServer } from "node:http";
import { createSessions } from "sessionscope";
import { nodeSessions } from "sessionscope/node-http";
import { listen } from "sessionscope/testing";
import { afterAll, describe, expect, test } from "vitest";
import { blocksOf, blockWith } from "./doc-blocks.ts";
import { DocFolder } from "./doc-folder.ts";

const folder = new DocFolder();
afterAll(() => folder.remove());
const tap = ["--test", "--test-reporter=tap"];

describe("what docs/testing.md shows passes under node:test", () => {
  const blocks = blocksOf("docs/testing.md");
  test.each(
    blocks.map(({ code }, index) => [/test\("([^"]+)/.exec(code)?.[1] ?? `block ${index}`, code, index] as const),
  )("%s", async (_, code, index) => {
    const said = await folder.node([...tap, folder.write(`block-${index}.ts`, code)]);
    expect(said).toMatch(/^# fail 0$/m);
    expect(Number(/^# pass (\d+)$/m.exec(said)?.[1])).toBeGreaterThan(0);
  });
});

test("the suite in docs/debug-protocol.md runs against a server at the given address", async () => {
  const code = blockWith("docs/debug-protocol.md", "protocolSuite");
  const token = "a-token-of-the-test";
  const sessions = await createSessions({ store: "memory:", debug: { token } });
  const server = await listen(createServer(nodeSessions(sessions, (_request, response) => response.end())));
  const address = "http://localhost:8000";
  expect(code).toContain(address);
  const file = folder.write("protocol.test.ts", code.replace(address, server.origin));
  const said = await folder.node([...tap, file], { SESSIONSCOPE_TOKEN: token });
  await server.close();
  await sessions.close();
  expect(said).toMatch(/^# fail 0$/m);
  expect(Number(/^# pass (\d+)$/m.exec(said)?.[1])).toBeGreaterThan(100);
  expect(said).toContain("it was given no makeSession");
});
