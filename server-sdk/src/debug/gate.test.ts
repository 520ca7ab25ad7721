import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import {
  askFor,
  debugCall,
  errorOf,
  everyCall,
  type Headers,
  panelOrigin,
  textOf,
  token,
  untouchableStore,
  withoutToken,
} from "../../tests/debug/asking.ts";
import type { DebugAnswer, DebugCall, DebugEndpoint } from "../core/exchange.ts";
import { parseSettings, type SettingsInput } from "../core/settings.ts";
import { fakeClock } from "../testing/fake-clock.ts";
import { createEndpoint } from "./endpoint.ts";

/** A loopback address and an extension's origin are enough. */
const lax = { token, requireToken: false };
const asked: string[] = [];

beforeEach(() => {
  asked.length = 0;
});

function endpoint(debug: SettingsInput["debug"] = { token }): DebugEndpoint {
  const closing = new AbortController();
  onTestFinished(() => closing.abort());
  return createEndpoint({
    settings: parseSettings({ debug }),
    store: untouchableStore(asked),
    signal: closing.signal,
    tell: () => {},
  });
}

/** A body that must not be read. */
function sealedBody(read: () => void): AsyncIterable<Uint8Array> {
  return {
    [Symbol.asyncIterator]() {
      read();
      throw new Error("The body was read.");
    },
  };
}

async function refused(
  [headers, more = {}]: readonly [Headers, Partial<DebugCall>?],
  debug?: SettingsInput["debug"],
): Promise<DebugAnswer> {
  const read = vi.fn();
  const answer = await endpoint(debug).handle(debugCall(null, headers, { body: sealedBody(read), ...more }));
  expect(read).not.toHaveBeenCalled();
  expect(asked).toEqual([]);
  return answer;
}

type Violation = [name: string, headers: Headers, more?: Partial<DebugCall>];

const hosts = [
  "evil.example",
  "evil.example:3000",
  "localhost.",
  "localhost.:3000",
  "LOCALHOST",
  "localhost:3000@evil.example",
  "localhost:3000:3000",
  "localhost:",
  "localhost:123456",
  "localhost.evil.example",
  "xlocalhost",
  "app.localhost",
  "127.0.0.1.evil.example",
  "127.1",
  "127.0.0.2",
  "2130706433",
  "0177.0.0.1",
  "0.0.0.0",
  "::1",
  "[::]",
  "[::ffff:127.0.0.1]",
  "[0:0:0:0:0:0:0:1]",
  "192.168.1.5:3000",
  "",
];
const strangers = [
  "null",
  "",
  "http://localhost:3000",
  "https://localhost:3000",
  "http://127.0.0.1",
  "https://evil.example",
  "chrome-extension://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
  `${panelOrigin}x`,
  `${panelOrigin}/`,
  `${panelOrigin}.evil.example`,
  `x${panelOrigin}`,
  panelOrigin.toUpperCase(),
  "moz-extension://",
  "moz-extension://not-a-uuid",
  "moz-extension://6f1a3f5e-9c1d-4b9a-8f1e-0c2d4b6a8e0f.evil.example",
  "moz-extension://6f1a3f5e-9c1d-4b9a-8f1e-0c2d4b6a8e0f/",
  "safari-web-extension://6f1a3f5e-9c1d-4b9a-8f1e-0c2d4b6a8e0f",
  `${panelOrigin}, ${panelOrigin}`,
];

/** Refused with any token. */
const never: readonly Violation[] = [
  ...["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "post"].map(
    (method): Violation => [`method ${method}`, {}, { method }],
  ),
  ["GET that claims to be POST", { "X-HTTP-Method-Override": "POST" }, { method: "GET" }],
  ...["1.0", "0.9", "1.2", "", "2"].map((httpVersion): Violation => [`HTTP/${httpVersion}`, {}, { httpVersion }]),
  ["no host", { Host: undefined }],
  ["two hosts", { Host: ["localhost:3000", "localhost:3000"] }],
  ["two hosts in two dresses", { host: "evil.example" }],
  ["a host and an authority", { ":authority": "localhost:3000" }],
  ...[
    "http://localhost:3000/__sessionscope__",
    "//localhost/__sessionscope__",
    "/__sessionscope__/",
    "/__sessionscope__/x",
    "/__sessionscope__?x=1",
    "/__SESSIONSCOPE__",
    "/x/../__sessionscope__",
    "/%5F_sessionscope__",
    "*",
  ].map((target): Violation => [`target ${target}`, {}, { target }]),
  ...strangers.map((Origin): Violation => [`origin ${JSON.stringify(Origin)}`, { Origin }]),
  ["two origins", { Origin: [panelOrigin, panelOrigin] }],
  ["our origin and another", { Origin: [panelOrigin, "https://evil.example"] }],
  ["no content type", { "Content-Type": undefined }],
  ...[
    "text/plain",
    "text/plain; application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "application/jsonp",
    "application/json; charset=utf-16",
    "application/json, text/plain",
  ].map((type): Violation => [`content type ${type}`, { "Content-Type": type }]),
  ["two content types", { "Content-Type": ["application/json", "text/plain"] }],
  ["a packed body", { "Content-Encoding": "gzip" }],
  ["a body packed in no way", { "Content-Encoding": "identity" }],
  ["two authorizations", { Authorization: [`Bearer ${token}`, "Bearer x"] }],
];

/** Served only with the token, also where `requireToken` is off. */
const strange: readonly Violation[] = [
  ...hosts.map((Host): Violation => [`host ${JSON.stringify(Host)}`, { Host }]),
  ...[
    "10.0.0.7",
    "172.17.0.1",
    "192.168.65.1",
    "::ffff:10.0.0.7",
    "fe80::1",
    "128.0.0.1",
    "0.0.0.0",
    "::",
    undefined,
  ].map((remoteAddress): Violation => [`socket ${remoteAddress}`, {}, { remoteAddress }]),
  ...[
    "Forwarded",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Proto",
    "x-forwarded-anything",
    "X-Real-IP",
    "X-Client-IP",
    "Via",
    "CF-Connecting-IP",
    "True-Client-IP",
    "Fly-Client-IP",
    "X-Original-Forwarded-For",
    "X-Envoy-External-Address",
    "X-Amzn-Trace-Id",
    "X-Vercel-Forwarded-For",
    "Tailscale-User-Login",
    "CDN-Loop",
    "Remote-Addr",
    "X-Request-Id",
    "Cookie",
  ].map((name): Violation => [`forwarded by ${name}`, { [name]: "127.0.0.1" }]),
  ["no origin", { Origin: undefined }],
];

describe.each(everyCall)("%s", (command, params) => {
  const handle = async ([, headers, more]: Violation, debug?: SettingsInput["debug"]) => {
    const read = vi.fn();
    const answer = await endpoint(debug).handle(
      debugCall(askFor(command, params, "k".repeat(32)), headers, { ...more, body: sealedBody(read) }),
    );
    expect(read).not.toHaveBeenCalled();
    expect(asked).toEqual([]);
    return errorOf(answer).code;
  };

  test("answers 404 to every caller that the gate keeps out", async () => {
    for (const violation of never) expect(await handle(violation), violation[0]).toBe("not-found");
  });

  test("asks every caller for the token", async () => {
    for (const [name, headers, more] of [...strange, ["the panel on loopback", {}] as const]) {
      expect(await handle([name, { ...headers, ...withoutToken }, more]), name).toBe("token-required");
    }
  });

  test("asks callers for the token who may be strangers, where requireToken is off", async () => {
    for (const [name, headers, more] of strange) {
      expect(await handle([name, { ...headers, ...withoutToken }, more], lax), name).toBe("token-required");
    }
  });
});

describe("the token", () => {
  const hello = () => ({ body: debugCall(askFor("hello")).body });

  test.each(strange)("lets in: %s", async (_, headers, more) => {
    const answer = await endpoint().handle(debugCall(null, headers, { ...more, ...hello() }));
    expect(answer.status).toBe(200);
  });

  test.each(never.filter(([, headers]) => !("Authorization" in headers)))(
    "does not help: %s",
    async (_, headers, more) => {
      expect(errorOf(await refused([headers, more])).code).toBe("not-found");
    },
  );

  test.each([undefined, true])("is asked of the panel on loopback with requireToken %s", async (requireToken) => {
    const strict = endpoint({ token, requireToken });
    expect(errorOf(await strict.handle(debugCall(askFor("hello"), withoutToken))).code).toBe("token-required");
    expect((await strict.handle(debugCall(askFor("hello")))).status).toBe(200);
  });

  test.each(["Bearer wrong", `Bearer ${token}x`, `Bearer ${token.slice(0, -1)}`, `Bearer ${token.toUpperCase()}`])(
    "%s is refused and counted",
    async (Authorization) => {
      const answer = await refused([{ Origin: undefined, Authorization }]);
      expect(answer.status).toBe(403);
      expect(errorOf(answer)).toMatchObject({ code: "token-refused", triesLeft: 9 });
    },
  );

  test.each(["", "Bearer", "Bearer ", `Basic ${token}`, token, `Bearer ${token} x`])(
    "%j is no token at all",
    async (Authorization) => {
      const answer = await refused([{ Origin: undefined, Authorization }]);
      expect(answer.status).toBe(401);
    },
  );

  test("may be guessed ten times a minute by all callers together, then the right one is refused too", async () => {
    const ended = new AbortController();
    onTestFinished(() => ended.abort());
    const clock = fakeClock(1_000_000, ended.signal);
    const guarded = endpoint(lax);
    const guess = async (word: string, remoteAddress: string) =>
      guarded.handle(debugCall(askFor("hello"), { Authorization: `Bearer ${word}` }, { remoteAddress }));

    for (let left = 9; left >= 0; left--) {
      expect(errorOf(await guess(`wrong ${left}`.replace(" ", "-"), `10.0.0.${left}`))).toMatchObject({
        code: "token-refused",
        triesLeft: left,
      });
      clock.advance(1000);
    }
    const locked = await guess(token, "10.0.0.99");
    expect(locked.status).toBe(429);
    expect(errorOf(locked)).toMatchObject({ code: "too-many-guesses", triesLeft: 0 });
    // Guessers do not lock out callers that need no token.
    expect((await guess("whatever", "127.0.0.1")).status).toBe(200);

    clock.advance(50_000);
    expect((await guess(token, "10.0.0.99")).status).toBe(200);
  });
});

describe("who is served without the token, where requireToken is off", () => {
  test.each(["localhost", "localhost:1", "localhost:65535", "127.0.0.1", "127.0.0.1:3000", "[::1]", "[::1]:3000"])(
    "host %s",
    async (Host) => {
      expect((await endpoint(lax).handle(debugCall(askFor("hello"), { Host, ...withoutToken }))).status).toBe(200);
    },
  );

  test.each(["127.0.0.1", "127.255.255.254", "::1", "::ffff:127.0.0.1"])("socket %s", async (remoteAddress) => {
    const call = debugCall(askFor("hello"), withoutToken, { remoteAddress });
    expect((await endpoint(lax).handle(call)).status).toBe(200);
  });

  test("a browser, with all headers that it sends by itself", async () => {
    const sent = {
      Connection: "keep-alive",
      "Content-Length": "60",
      "sec-ch-ua-platform": '"Linux"',
      "User-Agent": "Mozilla/5.0",
      Accept: "*/*",
      "Accept-Language": "en",
      "Accept-Encoding": "gzip",
      "Sec-Fetch-Site": "none",
      "Sec-GPC": "1",
      DNT: "1",
      Priority: "u=4",
      Pragma: "no-cache",
      "Cache-Control": "no-cache",
    };
    expect((await endpoint(lax).handle(debugCall(askFor("hello"), { ...sent, ...withoutToken }))).status).toBe(200);
  });

  test("nobody, once the app has learnt that it is in production", async () => {
    const open = endpoint(lax);
    vi.stubEnv("NODE_ENV", "production");
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(errorOf(await open.handle(debugCall(askFor("hello"), withoutToken))).code).toBe("token-required");
  });

  test("Firefox, whose extension has another id in every profile", async () => {
    const Origin = "moz-extension://6f1a3f5e-9c1d-4b9a-8f1e-0c2d4b6a8e0f";
    expect((await endpoint(lax).handle(debugCall(askFor("hello"), { Origin, ...withoutToken }))).status).toBe(200);
  });
});

describe("who is served", () => {
  test("an extension that the app names, and no other", async () => {
    const Origin = "chrome-extension://abcdefghijklmnopabcdefghijklmnop";
    const open = endpoint({ token, origins: [Origin] });
    expect((await open.handle(debugCall(askFor("hello"), { Origin }))).status).toBe(200);
    expect((await open.handle(debugCall(askFor("hello"), { Origin: `${Origin}a` }))).status).toBe(404);
  });

  test("HTTP/2, which has :authority in place of Host", async () => {
    const headers = { Host: undefined, ":authority": "localhost:3000" };
    expect((await endpoint().handle(debugCall(askFor("hello"), headers, { httpVersion: "2.0" }))).status).toBe(200);
  });

  test("the path that the app chose, and no other", async () => {
    const moved = endpoint({ token, path: "/dev/sessions" });
    expect((await moved.handle(debugCall(askFor("hello"), {}, { target: "/dev/sessions" }))).status).toBe(200);
    expect((await moved.handle(debugCall(askFor("hello")))).status).toBe(404);
  });
});

describe("every answer", () => {
  const answers = async () => [
    await endpoint().handle(debugCall(askFor("hello"))),
    await endpoint().handle(debugCall(askFor("no.such"))),
    await endpoint().handle(debugCall(askFor("events.stream"))),
    await refused([{ Origin: "https://evil.example" }]),
    await refused([withoutToken]),
    await refused([{ "Access-Control-Request-Method": "POST" }, { method: "OPTIONS" }]),
  ];

  test("forbids caching, sniffing, framing and reading from elsewhere", async () => {
    for (const { headers } of await answers()) {
      expect(headers).toMatchObject({
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
      });
    }
  });

  test("has no CORS header and no cookie", async () => {
    for (const { headers } of await answers()) {
      expect(Object.keys(headers).filter((name) => /^(access-control-|set-cookie|vary)/i.test(name))).toEqual([]);
    }
  });

  test("to a caller that the gate keeps out is the same, whatever the reason", async () => {
    const bodies = new Set<string>();
    for (const [, headers, more] of never) bodies.add(textOf(await refused([headers, more])));
    expect([...bodies]).toEqual(['{"ok":false,"error":{"code":"not-found","message":"Not found."}}']);
  });
});
