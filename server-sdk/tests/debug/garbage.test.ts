/** Whatever a body holds: an answer of the protocol, no crash, and no change that was not asked for in full. */

import { validateHeaderValue } from "node:http";
import fc from "fast-check";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Answer, commands, defaultPath, errorCodes, LabBegun, streamName } from "../../src/protocol.ts";
import { type App, openApp } from "./app.ts";
import { askFor, bodyOf, debugCall, sampleParams, textOf } from "./asking.ts";

let app: App;
let cookie: string;
let before: string;

beforeAll(async () => {
  app = await openApp();
  cookie = (await app.visit(null, (session) => session.update({ cart: [1], user: { name: "Ada" } })))!;
  before = await everything();
});
afterAll(() => app[Symbol.asyncDispose]());

async function everything(): Promise<string> {
  const { sessions } = await app.sessions.stored.list({ limit: 100 });
  return JSON.stringify([...sessions].map(([id, { entries, ...rest }]) => [id, [...entries], rest]));
}

/** The error's code, or `null` when the call was served. */
async function answered(body: string | Uint8Array): Promise<string | null> {
  const answer = await app.sessions.endpoint!.handle(debugCall(null, {}, { body: bodyOf(body) }));
  const parsed = v.parse(Answer, JSON.parse(textOf(answer)));
  if (parsed.ok) return null;
  expect(answer.status).toBe(errorCodes[parsed.error.code]);
  return parsed.error.code;
}

const errors = ["bad-request", "wrong-version", "unknown-command", "invalid-params"];
const name = fc.constantFrom(...Object.keys(commands), streamName);
/** Keys as attackers like them, among ordinary ones. */
const anyKey = fc.oneof(fc.string(), fc.constantFrom("__proto__", "constructor", "toString", "length", "revision"));
const anything = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, fc.jsonValue(), fc.dictionary(anyKey, tie("value")), fc.array(tie("value"))),
})).value;

describe("garbage changes nothing", () => {
  test("bytes", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 500 }), async (bytes) => {
        expect(errors).toContain(await answered(bytes));
      }),
    );
    expect(await everything()).toBe(before);
  });

  test("JSON", async () => {
    await fc.assert(
      fc.asyncProperty(anything, async (value) => {
        expect(errors).toContain(await answered(JSON.stringify(value)));
      }),
    );
    expect(await everything()).toBe(before);
  });

  test("calls with parts that are something else", async () => {
    const good = fc.record({ protocol: fc.constant(1), command: name, cookie: fc.constant(cookie), params: anything });
    const parts = fc.dictionary(fc.constantFrom("protocol", "command", "cookie", "more"), anything, { minKeys: 1 });
    await fc.assert(
      fc.asyncProperty(good, parts, async (call, wrong) => {
        const merged = { ...call, ...wrong };
        fc.pre(merged.command !== "hello" && !("cookie" in wrong && typeof wrong.cookie === "string"));
        await answered(JSON.stringify(merged));
      }),
    );
    expect(await everything()).toBe(before);
  });

  test("parameters of every command", async () => {
    await fc.assert(
      fc.asyncProperty(name, anything, async (command, params) => {
        // Nothing at all is what some commands ask for; those are tested elsewhere.
        fc.pre(JSON.stringify(params) !== "{}");
        expect(await answered(JSON.stringify(askFor(command, params, cookie)))).toBe("invalid-params");
      }),
      { numRuns: 500 },
    );
    expect(await everything()).toBe(before);
  });

  test("right parameters with one that is something else", async () => {
    const command = fc.constantFrom(
      ...Object.entries(sampleParams).filter(([, params]) => Object.keys(params).length > 0),
    );
    await fc.assert(
      fc.asyncProperty(command, fc.nat(), anything, async ([name, params], which, wrong) => {
        const names = Object.keys(params);
        const call = askFor(name, { ...params, [names[which % names.length]!]: wrong }, "x".repeat(32));
        const served = await answered(JSON.stringify(call));
        expect(served).not.toBe("internal");
        const { params: schema } = commands[name as keyof typeof commands];
        const fits = v.safeParse(schema as v.GenericSchema, JSON.parse(JSON.stringify(call.params))).success;
        if (!fits) expect(served).toBe("invalid-params");
        // What happens to fit is told that there is no such session.
        else if (/^session\.(?!restore)/.test(name)) expect(served).not.toBeNull();
      }),
      { numRuns: 500 },
    );
  });

  test("cookies", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 9000, unit: "binary" }), async (garbage) => {
        const code = await answered(JSON.stringify(askFor("session.clear", { revision: 1 }, garbage)));
        expect(["gone", "bad-request"]).toContain(code);
      }),
    );
    expect(await everything()).toContain(before.slice(1, -1));
  });

  test("nesting that exhausts stacks", async () => {
    const deep = "[".repeat(1_000_000);
    expect(await answered(deep)).toBe("bad-request");
    const nested = `${"[".repeat(500_000)}${"]".repeat(500_000)}`;
    expect(await answered(`{"protocol":1,"command":"session.read","cookie":null,"params":${nested}}`)).toBe(
      "invalid-params",
    );
    const params = { set: { a: nested }, delete: [], expect: { a: null } };
    expect(await answered(JSON.stringify(askFor("session.update", params, cookie)))).toBe("invalid-params");
  });

  /** What lines and headers of cookies are made of, in any order. */
  const cookieText = fc
    .array(
      fc.oneof(fc.constantFrom("ss_lab_", "sessionid", "=", ";", " ", "\t", "\0", "\r\n", "__Host-", ","), fc.string()),
    )
    .map((parts) => parts.join(""));
  const labText = fc.oneof(
    cookieText,
    fc.tuple(cookieText, cookieText).map((parts) => parts.join("ss_lab_")),
  );

  test("lines, names and cookies of the lab", async () => {
    const { endpoint } = app.sessions;
    const stored = await everything();
    const load = fc.record({
      lines: fc.array(labText, { maxLength: 3 }),
      expect: fc.array(labText, { maxLength: 3 }),
    });
    let begun = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(load, { minLength: 1, maxLength: 2 }), cookieText, async (loads, sent) => {
        const answer = await endpoint!.handle(debugCall(askFor("lab.begin", { loads })));
        const parsed = v.parse(Answer, JSON.parse(textOf(answer)));
        if (!parsed.ok) {
          expect(parsed.error.code).toBe("invalid-params");
          return;
        }
        begun++;
        for (const { query } of v.parse(LabBegun, parsed.result).loads) {
          const rawHeaders = ["Host", "localhost", "Cookie", sent];
          const call = debugCall(null, {}, { method: "GET", target: `${defaultPath}?lab=${query}`, rawHeaders });
          const { status, headers, body } = await endpoint!.handle(call);
          expect(status).toBe(200);
          for (const line of headers["Set-Cookie"]!) {
            validateHeaderValue("Set-Cookie", line);
            expect(line.split(";")[0]).toContain("ss_lab_");
            expect(line).not.toMatch(/^[\s=]*sessionid\s*(=|;|$)/);
          }
          for (const { name } of JSON.parse(body as string).came) {
            expect(loads.flatMap(({ expect }) => expect)).toContain(name);
            expect(name).toMatch(/^$|ss_lab_/);
          }
        }
      }),
      { numRuns: 300 },
    );
    expect(begun).toBeGreaterThan(30);
    expect(await everything()).toBe(stored);
  });

  test("addresses of loads", async () => {
    const { endpoint } = app.sessions;
    const stranger = await endpoint!.handle(debugCall(null, {}, { method: "GET" }));
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary" }), async (garbage) => {
        for (const target of [`${defaultPath}?lab=${garbage}`, `${defaultPath}/${garbage}`, garbage]) {
          expect(endpoint!.ownsBelow(target)).toBe(false);
          expect(await endpoint!.handle(debugCall(null, {}, { method: "GET", target }))).toEqual(stranger);
        }
      }),
    );
  });
});
