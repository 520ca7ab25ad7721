/** An app may have our own sessions and those of another library, each with its endpoint. */

import { expect, onTestFinished, test, vi } from "vitest";
import { defaultPath } from "../protocol.ts";

/** The modules as a new process has them, and its warnings. */
async function newProcess() {
  vi.resetModules();
  const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
  onTestFinished(() => warn.mockRestore());
  const { createSessions } = await import("../create-sessions.ts");
  const { endpointPath } = await import("../inspect/base/endpoint-path.ts");
  const own = async (path?: string) => {
    const sessions = await createSessions({
      store: "memory:",
      debug: { token: "a-token-of-the-test", ...(path && { path }) },
    });
    onTestFinished(() => sessions.close());
  };
  return { own, line: endpointPath, warnings: () => warn.mock.calls.map(([message]) => String(message)) };
}

test("a line takes another path than our own endpoint and than the lines before it", async () => {
  const { own, line, warnings } = await newProcess();
  await own();
  await own();
  expect([line(), line("/mine"), line()]).toEqual([`${defaultPath}2`, "/mine", `${defaultPath}3`]);
  expect(warnings()).toEqual([]);
});

test("a line before our own endpoint has the path that ours is given, and a warning says what to do", async () => {
  const { own, line, warnings } = await newProcess();
  expect(line()).toBe(defaultPath);
  await own("/other");
  expect(warnings()).toEqual([]);
  await own();
  expect(warnings()).toEqual([
    expect.stringMatching(/same path, \/__sessionscope__\. .* path: "\/__sessionscope__2" }/),
  ]);
});

test("a path that the app chose for both is warned of", async () => {
  const { own, line, warnings } = await newProcess();
  await own("/debug");
  expect(line("/debug")).toBe("/debug");
  expect(warnings()).toEqual([expect.stringContaining("same path, /debug.")]);
});
