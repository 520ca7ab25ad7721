/** What a load of the cookie lab may do: set and tell of the lab's cookies, once, for a minute, and nothing else. */

import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { type App, openApp } from "../../tests/debug/app.ts";
import { debugCall, errorOf, type Headers, rawHeaders, textOf, untouchableStore } from "../../tests/debug/asking.ts";
import type { DebugAnswer, DebugCall } from "../core/exchange.ts";
import type { SettingsInput } from "../core/settings.ts";
import { defaultPath, type LabBegun, type LabLoad, labLimits } from "../protocol.ts";

async function open(input: SettingsInput = {}): Promise<App> {
  const app = await openApp(input);
  onTestFinished(() => app[Symbol.asyncDispose]());
  return app;
}

interface Loading {
  readonly cookie?: string;
  readonly path?: string;
  readonly headers?: Headers;
  readonly more?: Partial<DebugCall>;
}

/** The load as a page makes it, but for what is given. */
function load(app: App, query: string, { cookie, path = "", headers = {}, more = {} }: Loading = {}) {
  const sent = rawHeaders({ Host: "localhost:3000", Cookie: cookie, "Sec-Fetch-Site": "same-origin", ...headers });
  const target = `${defaultPath}${path}?lab=${query}`;
  return app.sessions.endpoint!.handle(debugCall(null, {}, { method: "GET", target, rawHeaders: sent, ...more }));
}

const begin = (app: App, ...loads: readonly Partial<LabLoad>[]): Promise<LabBegun> =>
  app.panel().call("lab.begin", { loads: loads.map((one) => ({ lines: [], expect: [], ...one })) });

const cameOf = (answer: DebugAnswer) => JSON.parse(textOf(answer)).came;

/** What a caller that fails the gate is told. */
async function stranger(app: App): Promise<DebugAnswer> {
  return app.sessions.endpoint!.handle(debugCall(null, { Origin: "https://evil.example" }));
}

const lines = ["ss_lab_a=1; Path=/; HttpOnly", "__Host-ss_lab_b=2; Secure; Path=/"];

describe("a load", () => {
  test("has its own lines, each in a header, and says what came; the store is not asked", async () => {
    const asked: string[] = [];
    const app = await open({ store: Object.assign(untouchableStore(asked), { close: async () => {} }) });
    const { run, loads } = await begin(
      app,
      { lines, expect: ["ss_lab_a"] },
      { expect: ["ss_lab_a", "__Host-ss_lab_b"] },
    );
    const first = await load(app, loads[0]!.query);
    expect(first).toMatchObject({ status: 200, headers: { "Set-Cookie": lines }, body: '{"came":[]}' });
    const cookie = `sessionid=${"x".repeat(32)}; __Host-ss_lab_b=2; ss_lab_a=3`;
    const second = await load(app, loads[1]!.query, { cookie, headers: { "Sec-Fetch-Dest": "image" } });
    const came = [
      { name: "__Host-ss_lab_b", matches: true },
      { name: "ss_lab_a", matches: false },
    ];
    expect(second).toMatchObject({ status: 200, headers: { "Set-Cookie": [] }, body: JSON.stringify({ came }) });
    expect((await app.panel().call("lab.read", { run })).loads).toEqual([
      { load: 0, at: expect.any(Number), came: [], site: "same-origin", dest: null },
      { load: 1, at: expect.any(Number), came, site: "same-origin", dest: "image" },
    ]);
    expect(asked).toEqual([]);
  });

  test("may be neither cached, nor framed, nor embedded elsewhere, nor read across origins", async () => {
    const app = await open();
    const { loads } = await begin(app, { lines });
    const { headers } = await load(app, loads[0]!.query);
    expect(headers).toEqual({
      "Cache-Control": "no-store",
      "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
      "Cross-Origin-Resource-Policy": "same-origin",
      "Content-Type": "application/json",
      "Referrer-Policy": "no-referrer",
      "X-Content-Type-Options": "nosniff",
      "Set-Cookie": lines,
    });
  });

  test("works once", async () => {
    const app = await open();
    const { run, loads } = await begin(app, { lines, expect: ["ss_lab_a"] });
    expect((await load(app, loads[0]!.query)).status).toBe(200);
    expect(await load(app, loads[0]!.query, { cookie: "ss_lab_a=1" })).toEqual(await stranger(app));
    expect((await app.panel().call("lab.read", { run })).loads).toHaveLength(1);
  });

  test.each<[string, Loading]>([
    ["HEAD", { more: { method: "HEAD" } }],
    ["POST", { more: { method: "POST" } }],
    ["OPTIONS", { more: { method: "OPTIONS" } }],
    ["a script that asks across origins", { headers: { Origin: "https://evil.example" } }],
    ["a frame without an origin of its own", { headers: { Origin: "null" } }],
    ["the script of a service worker", { headers: { "Service-Worker": "script" } }],
    ["two hosts", { headers: { Host: ["localhost", "evil.example"] } }],
    ["no host", { headers: { Host: undefined } }],
    ["HTTP/1.0", { more: { httpVersion: "1.0" } }],
    ["another path", { path: "/lab" }],
  ])("is not spent, and not told from a stranger's call, by %s", async (_, loading) => {
    const app = await open();
    const { loads } = await begin(app, { lines });
    expect(await load(app, loads[0]!.query, loading)).toEqual(await stranger(app));
    expect((await load(app, loads[0]!.query)).status).toBe(200);
  });

  test.each([
    "",
    "?lab=",
    "?lab=constructor",
    "?lab",
    "#",
    "?LAB=QUERY",
    "?lab=QUERY&a",
    "?lab=QUERY#",
    "?a&lab=QUERY",
    "?lab=RUN",
  ])("is not at %j", async (place) => {
    const app = await open();
    const { run, loads } = await begin(app, { lines });
    const query = loads[0]!.query;
    const target = defaultPath + place.replace("QUERY", query).replace("RUN", run);
    expect(await load(app, query, { more: { target } })).toEqual(await stranger(app));
  });

  test("below the path is the endpoint's as long as the run lasts, and no other target is", async () => {
    const app = await open();
    const endpoint = app.sessions.endpoint!;
    const { run, loads } = await begin(app, { lines, path: "/lab/x" }, {});
    const target = `${defaultPath}/lab/x?lab=${loads[0]!.query}`;
    const others = [
      `${defaultPath}/lab/x`,
      `${target}&a`,
      `${defaultPath}/lab/y?lab=${loads[0]!.query}`,
      "/",
      defaultPath,
    ];
    expect(others.filter(endpoint.ownsBelow)).toEqual([]);
    expect(endpoint.ownsBelow(target)).toBe(true);
    expect(await load(app, loads[0]!.query)).toEqual(await stranger(app));
    expect((await load(app, loads[0]!.query, { path: "/lab/x" })).status).toBe(200);
    expect(endpoint.ownsBelow(target)).toBe(true);
    expect(await load(app, loads[0]!.query, { path: "/lab/x" })).toEqual(await stranger(app));
    await app.panel().call("lab.end", { run });
    expect(endpoint.ownsBelow(target)).toBe(false);
  });
});

describe("which cookies came", () => {
  test.each<[string, string, readonly string[], readonly string[]]>([
    ["only those that were asked about", "ss_lab_a=1; ss_lab_b=1", ["ss_lab_b"], ["ss_lab_b"]],
    ["names as they are written", "ss_lab_A=1; ss_lab_a =1", ["ss_lab_a", "ss_lab_A"], ["ss_lab_A", "ss_lab_a"]],
    ["each as often as it came", "ss_lab_a=1; ss_lab_a=2", ["ss_lab_a"], ["ss_lab_a", "ss_lab_a"]],
    ["one without a name", "ss_lab_a", [""], [""]],
    ["one without a name, with its =", "=ss_lab_a", [""], [""]],
    ["none of the app's that has no name", "secret; =token; =ss=ss_lab_a", [""], []],
    ["none that has the mark in its value", "sid=ss_lab_a", ["ss_lab_a", ""], []],
  ])("%s", async (_, cookie, expected, came) => {
    const app = await open();
    const { loads } = await begin(app, { expect: [...expected] });
    const answer = await load(app, loads[0]!.query, { cookie });
    expect(cameOf(answer).map(({ name }: { name: string }) => name)).toEqual(came);
  });

  test.each([
    ["ss_lab_a=1; Path=/x", "ss_lab_a=1", true],
    ["ss_lab_a = 1 ", "ss_lab_a=1", true],
    ["ss_lab_a", "ss_lab_a", true],
    ["=ss_lab_a", "ss_lab_a", true],
    ["ss_lab_a=\xc3\xbc", "ss_lab_a=\xc3\xbc", true],
    ["ss_lab_a=1", "ss_lab_a=2", false],
    ["ss_lab_b=1", "ss_lab_a=1", false],
  ])("their values: after %j comes %j: %j", async (line, cookie, matches) => {
    const app = await open();
    const { loads } = await begin(app, { lines: [line.trim()] }, { expect: ["ss_lab_a", ""] });
    expect(cameOf(await load(app, loads[1]!.query, { cookie }))).toMatchObject([{ matches }]);
  });

  test("the session's own is never told of, whatever it is called", async () => {
    const app = await open({ cookieName: "ss_lab_sid" });
    for (const one of [{ expect: ["ss_lab_sid"] }, { lines: ["ss_lab_sid=1"] }, { lines: ["=ss_lab_sid=1"] }]) {
      const error = await app.panel().error("lab.begin", { loads: [{ lines: [], expect: [], ...one }] });
      expect(error).toMatchObject({ code: "invalid-params", message: expect.stringContaining("session's own") });
    }
    const { loads } = await begin(app, { expect: ["", "ss_lab_a"] });
    expect(cameOf(await load(app, loads[0]!.query, { cookie: "ss_lab_sid=x; =ss_lab_sid=x; ss_lab_sid" }))).toEqual([]);
  });

  test("several headers are read as one, and at most so many cookies are told", async () => {
    const app = await open();
    const { loads } = await begin(app, { expect: ["ss_lab_a"] });
    const half = "ss_lab_a=1; ".repeat(labLimits.came - 1);
    const headers = { Cookie: [half, half] };
    expect(cameOf(await load(app, loads[0]!.query, { headers }))).toHaveLength(labLimits.came);
  });

  test("what the browser says of the load is taken in its own words or not at all", async () => {
    const app = await open();
    const { run, loads } = await begin(app, {}, {}, {});
    const said: Headers[] = [
      { "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "iframe" },
      { "Sec-Fetch-Site": "elsewhere", "Sec-Fetch-Dest": "<b>" },
      { "Sec-Fetch-Site": ["same-site", "cross-site"], "Sec-Fetch-Dest": "x".repeat(33) },
    ];
    for (const [index, headers] of said.entries()) await load(app, loads[index]!.query, { headers });
    const read = await app.panel().call("lab.read", { run });
    expect(read.loads.map(({ site, dest }) => [site, dest])).toEqual([
      ["cross-site", "iframe"],
      [null, null],
      [null, null],
    ]);
  });
});

describe("a run", () => {
  test.each([
    ["ss_lab_a=1", true],
    ["__Secure-ss_lab_a=1; Secure", true],
    ["ss_lab_a", true],
    ["=ss_lab_a", true],
    ["==ss_lab_a", true],
    ["  ss_lab_a=1", true],
    ["sessionid=1", false],
    ["sessionid=ss_lab_a", false],
    ["=sessionid=ss_lab_a", false],
    ["= =sessionid=ss_lab_a", false],
    ["a=1; ss_lab_a=1", false],
    ["ss_lab=1", false],
    ["", false],
    ["; ss_lab_a=1", false],
    ["SS_LAB_a=1", false],
  ])("whose line is %j begins: %j", async (line, begins) => {
    const app = await open();
    const loads = [{ lines: ["ss_lab_ok=1", line], expect: [] }];
    if (begins) await app.panel().call("lab.begin", { loads });
    else expect(await app.panel().error("lab.begin", { loads })).toMatchObject({ code: "invalid-params" });
  });

  test("does not begin with a name outside of the lab, or with too much text", async () => {
    const app = await open();
    const long = (name: string) => `${name}=`.padEnd(8192, "x");
    const refused: Partial<LabLoad>[] = [
      { expect: ["sessionid"] },
      { expect: ["csrf"] },
      { lines: [long("ss_lab_a"), long("ss_lab_b")], expect: ["ss_lab_a"] },
    ];
    for (const one of refused) {
      const error = await app.panel().error("lab.begin", { loads: [{ lines: [], expect: [], ...one }] });
      expect(error).toMatchObject({ code: "invalid-params", message: expect.stringMatching(/^loads\.0: /) });
    }
    const [first] = (await begin(app, { lines: [long("ss_lab_a"), long("ss_lab_b")] })).loads;
    expect((await load(app, first!.query)).headers["Set-Cookie"]).toHaveLength(2);
  });

  test("says which lines cannot be sent, and sends the others", async () => {
    const app = await open();
    const unsendable = ["\0", "\r\nA: b", "\x7f", "\u0100", "ü".normalize("NFD"), "😀"].map(
      (part) => `ss_lab_a=${part}x`,
    );
    const sent = ["ss_lab_a=\t\xfc", "ss_lab_b=\x80\xff"];
    const { loads } = await begin(app, {
      lines: [sent[0]!, ...unsendable, "ss_lab_a=1 ", "\tss_lab_a=1", sent[1]!],
    });
    expect(loads[0]!.unsendable).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect((await load(app, loads[0]!.query)).headers["Set-Cookie"]).toEqual(sent);
  });

  test("and its loads are named so that none is known from another", async () => {
    const app = await open();
    const begun = [await begin(app, {}, {}), await begin(app, {}, {})];
    const secrets = begun.flatMap(({ run, loads }) => [run, ...loads.map(({ query }) => query)]);
    expect(new Set(secrets).size).toBe(6);
    for (const secret of secrets) expect(secret).toMatch(/^[\w-]{24}$/);
  });

  test("ends when the panel says so, and nothing of it is left", async () => {
    const app = await open();
    const { run, loads } = await begin(app, { lines }, {});
    await load(app, loads[0]!.query);
    expect(await app.panel().call("lab.end", { run })).toEqual({});
    expect(await load(app, loads[1]!.query)).toEqual(await stranger(app));
    expect(await app.panel().error("lab.read", { run })).toMatchObject({ code: "run-gone" });
    expect(await app.panel().call("lab.end", { run })).toEqual({});
  });

  test("ends when the sessions are closed", async () => {
    const app = await open();
    const { run, loads } = await begin(app, { lines });
    await app.sessions.close();
    expect(await load(app, loads[0]!.query)).toEqual(await stranger(app));
    expect(await app.panel().error("lab.read", { run })).toMatchObject({ code: "run-gone" });
  });

  test("makes room for a new one when there are many", async () => {
    const app = await open();
    const begun: LabBegun[] = [];
    for (let i = 0; i <= labLimits.runs; i++) begun.push(await begin(app, {}));
    const statuses = await Promise.all(begun.map(async ({ loads }) => (await load(app, loads[0]!.query)).status));
    expect(statuses).toEqual([404, ...Array(labLimits.runs).fill(200)]);
  });

  test("is read and ended with its own name only", async () => {
    const app = await open();
    const { loads } = await begin(app, {});
    for (const run of [loads[0]!.query, "constructor", "__proto__"]) {
      expect(await app.panel().error("lab.read", { run })).toMatchObject({ code: "run-gone" });
      await app.panel().call("lab.end", { run });
    }
    expect((await load(app, loads[0]!.query)).status).toBe(200);
  });

  test("needs the token to begin, to be read and to be ended", async () => {
    const app = await open();
    const { run, loads } = await begin(app, {});
    const without = { Authorization: undefined };
    for (const [command, params] of [
      ["lab.begin", { loads: [{ lines, expect: [] }] }],
      ["lab.read", { run }],
      ["lab.end", { run }],
    ] as const) {
      const body = { protocol: 1, command, cookie: null, params };
      const answer = await app.sessions.endpoint!.handle(debugCall(body, without));
      expect(errorOf(answer)).toMatchObject({ code: "token-required" });
    }
    expect((await load(app, loads[0]!.query)).status).toBe(200);
  });
});

describe("after its minute", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test("a run is over, to the millisecond", async () => {
    const app = await open();
    const { run, until, loads } = await begin(app, { lines }, { lines });
    expect(until).toBe(Date.now() + 60_000);
    vi.advanceTimersByTime(labLimits.life - 1);
    expect((await load(app, loads[0]!.query)).status).toBe(200);
    vi.advanceTimersByTime(1);
    expect(await load(app, loads[1]!.query)).toEqual(await stranger(app));
    expect(await app.panel().error("lab.read", { run })).toMatchObject({ code: "run-gone" });
    expect(vi.getTimerCount()).toBe(0);
  });

  test("a run is over though its timer is late", async () => {
    const app = await open();
    const { run, loads } = await begin(app, { lines });
    vi.setSystemTime(Date.now() + labLimits.life);
    expect(await load(app, loads[0]!.query)).toEqual(await stranger(app));
    expect(await app.panel().error("lab.read", { run })).toMatchObject({ code: "run-gone" });
  });

  test("a run is over though the clock was set back", async () => {
    const app = await open();
    const { loads } = await begin(app, { lines });
    vi.advanceTimersByTime(labLimits.life);
    vi.setSystemTime(Date.now() - 3_600_000);
    expect(await load(app, loads[0]!.query)).toEqual(await stranger(app));
  });
});
