/** `npx sessionscope check-endpoint` against servers in other processes, as their authors run it. */

import { createServer, type RequestListener, request } from "node:http";
import { createSessions } from "sessionscope";
import { listen, signedIn } from "sessionscope/testing";
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { DemoApp } from "../../../scripts/demo/demo-app.ts";
import { nodeSessions } from "../../src/adapters/node-http.ts";
import { runCli, startCli } from "./run-cli.ts";

let shop: DemoApp;
let token: string;
beforeAll(async () => {
  shop = await DemoApp.open({ port: 0 });
  token = shop.tokens[shop.url]!.token!;
});
afterAll(() => shop[Symbol.asyncDispose]());
afterEach(() => void vi.unstubAllEnvs());

const check = (url: string, ...options: string[]) => {
  vi.stubEnv("SESSIONSCOPE_TOKEN", token);
  return runCli(["check-endpoint", url, ...options]);
};

/** A server until the test ends. */
async function serving(answer: RequestListener): Promise<string> {
  const server = await listen(createServer(answer));
  onTestFinished(() => server.close());
  return server.origin;
}

/** Passes calls on to the shop, with another answer. */
const altered = (alter: (headers: Record<string, unknown>) => void) =>
  serving((asked, answer) => {
    const passed = request(shop.url + asked.url, { method: asked.method, headers: asked.headers }, (response) => {
      alter(response.headers);
      answer.writeHead(response.statusCode!, response.headers);
      response.pipe(answer);
    });
    asked.pipe(passed);
  });

async function sessionsOf(store: string) {
  const sessions = await createSessions({ store });
  const page = await sessions.stored.list({ limit: 100 });
  await sessions.close();
  return page.sessions;
}

test("our Express app is as the protocol says; its own sessions stay as they are, and none is left behind", async () => {
  const sessions = await createSessions<Record<string, unknown>>({ store: shop.store });
  await signedIn(sessions, { cart: ["kite"], password: "hunter2" }, "ada");
  await sessions.close();
  const before = await sessionsOf(shop.store);
  expect(before.size).toBe(1);
  const { code, out, err } = await check(shop.url);
  expect(out).toMatch(/^\d{3,} cases checked: 0 of them differ from the protocol\. \d+ not checked\.$/m);
  expect([code, err]).toEqual([0, expect.stringMatching(/^50 cases checked\n/)]);
  expect(await sessionsOf(shop.store)).toEqual(before);
});

test("what only a suite in the server's process could check is named, with the reason, and does not count as passed", async () => {
  const { out } = await check(shop.url, "--only", "store-failures");
  expect(out).toMatch(
    /^not checked {2}store-failures: every command .*\n {13}it needs a store that can be made to fail\n0 cases checked: 0 of them differ .* 1 not checked\.\n$/,
  );
  const { out: lacking } = await check(shop.url, "--only", "good for one use", "--lacks", "undo");
  expect(lacking).toContain("the server lacks it (--lacks undo)");
});

test("a server that differs: which case, what it did instead, exit code 1", async () => {
  const careless = await altered((headers) => delete headers["cache-control"]);
  const { code, out } = await check(careless, "--only", "gate:");
  expect(code).toBe(1);
  expect(out).toMatch(/^differs {6}gate: an answer has no CORS header .*\n {13}Cache-Control: no-store\n/m);
  expect(out).toMatch(/: 1 of them differ from/);
  const { code: json, values } = await check(careless, "--only", "gate:", "--json");
  expect(json).toBe(1);
  const differing = values.filter(({ outcome }) => outcome === "differs");
  expect(differing).toMatchObject([
    { name: expect.stringMatching(/^gate: an answer/), says: "Cache-Control: no-store" },
  ]);
  expect(values.filter(({ outcome }) => outcome === "passed").length).toBeGreaterThan(10);
});

test("sessions that live in their cookies are checked as such", async () => {
  const secret = "a secret for the tests, long enough";
  const sessions = await createSessions({ store: "signed-cookie:", secret, debug: { token } });
  onTestFinished(() => sessions.close());
  const origin = await serving(nodeSessions(sessions, (_, response) => void response.end()));
  const { code, out } = await check(origin, "--only", "update:");
  expect(out).toContain(": 0 of them differ");
  expect(code).toBe(0);
});

test("Ctrl-C ends it between two cases", async () => {
  vi.stubEnv("SESSIONSCOPE_TOKEN", token);
  const child = startCli(["check-endpoint", shop.url]);
  child.stdout.resume();
  child.stderr.once("data", () => child.kill("SIGINT"));
  expect(await new Promise((ended) => child.once("close", ended))).toBe(130);
});

describe("what keeps every call from the server is one sentence, and exit code 2", () => {
  const said = async (url: string, ...options: string[]) => {
    const { code, out, err } = await check(url, ...options);
    expect([code, out]).toEqual([2, ""]);
    expect(err).not.toMatch(/^\s+at /m);
    return err;
  };
  const answering = (body: string, status = 200) =>
    serving((_, answer) => answer.writeHead(status, { "Content-Type": "application/json" }).end(body));

  test("another token, and none", async () => {
    const own = token;
    token = "not-the-token-of-this-server";
    onTestFinished(() => {
      token = own;
    });
    expect(await said(shop.url)).toMatch(
      /refuses the token in SESSIONSCOPE_TOKEN: .* npx sessionscope token prints it\./,
    );
    token = "";
    expect(await said(shop.url)).toContain("Set SESSIONSCOPE_TOKEN to the server's token");
  });

  test("a path without an endpoint, of our server and of another", async () => {
    expect(await said(`${shop.url}/elsewhere`)).toContain(`There is no debug endpoint at ${shop.url}/elsewhere.`);
    expect(await said(await answering("Not Found", 404))).toContain("Switch debug on in the app");
  });

  test("something else that answers", async () => {
    expect(await said(await answering("<h1>Hello</h1>"))).toContain("does not speak the debug protocol: HTTP 200");
    const refusing = { ok: false, error: { code: "internal", message: "It broke." } };
    expect(await said(await answering(JSON.stringify(refusing), 500))).toContain(
      "refuses to say hello (internal): It broke.",
    );
    expect(await said(await answering('{"ok":true,"result":{}}'))).toContain("does not fit the protocol");
  });

  test("another version of the protocol", async () => {
    const result = { versions: [2, 3], store: { kind: "server" } };
    const later = await answering(JSON.stringify({ ok: true, result }));
    expect(await said(later)).toContain("speaks version 2, 3 of the protocol, and this sessionscope checks version 1.");
  });

  test("nobody listens", async () => {
    const { origin, close } = await listen(createServer());
    await close();
    expect(await said(origin)).toContain(`No server answers at ${origin}/__sessionscope__ (ECONNREFUSED).`);
  });

  test("wrong arguments", async () => {
    expect(await said("")).toContain("npx sessionscope check-endpoint http://localhost:8000/__sessionscope__");
    expect(await said("ftp://localhost")).toContain("ftp://localhost is no address of an endpoint");
    expect(await said(shop.url, "--lacks", "sessions")).toContain(
      "--lacks sessions: it takes recording, timeline, undo, store, ending, deadlines, lab.",
    );
    expect(await said(shop.url, "--only", "nothing has this")).toContain('No case has "nothing has this" in its name.');
  });
});
