import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test, vi } from "vitest";
import { SettingError } from "../core/errors.ts";
import { tokenIn } from "../protocol.ts";
import { chooseToken, tellToken } from "./choose-token.ts";
import { projectToken } from "./project-token.ts";

const long = "0123456789abcdef";
const cache = mkdtempSync(join(tmpdir(), "sessionscope-cache-"));
afterAll(() => rmSync(cache, { recursive: true }));
const env = { XDG_CACHE_HOME: cache };

describe("the token", () => {
  test("is the setting, before the environment's", () => {
    const configured = { token: long, server: null, problem: null };
    expect(chooseToken({ token: long }, { SESSIONSCOPE_TOKEN: "fedcba9876543210" })).toEqual(configured);
    expect(chooseToken({}, { SESSIONSCOPE_TOKEN: long })).toEqual(configured);
  });

  test("is otherwise the project's", () => {
    expect(chooseToken({}, env)).toEqual(projectToken({ env }));
    expect(chooseToken({}, { ...env, SESSIONSCOPE_TOKEN: "" })).toEqual(projectToken({ env }));
  });

  const production = ["production", "Production", "PRODUCTION", " production ", "production\n", "prod", "Prod"];

  test.each(production)("must be configured, and asked for, where NODE_ENV is %j", (NODE_ENV) => {
    const own = { NODE_ENV, SESSIONSCOPE_TOKEN: long };
    expect(() => chooseToken({}, { ...env, NODE_ENV })).toThrow(SettingError);
    expect(() => chooseToken({}, { ...env, NODE_ENV, SESSIONSCOPE_TOKEN: "" })).toThrow("SESSIONSCOPE_TOKEN");
    expect(chooseToken({ token: long }, { NODE_ENV }).token).toBe(long);
    expect(chooseToken({}, own).token).toBe(long);
    expect(() => chooseToken({ token: long, requireToken: false }, { NODE_ENV })).toThrow("Setting debug.requireToken");
    expect(chooseToken({ requireToken: true }, own).token).toBe(long);
  });

  test.each(["development", "test", "", "preproduction", undefined])("need not where it is %j", (NODE_ENV) => {
    expect(chooseToken({ requireToken: false }, { ...env, NODE_ENV }).server).toMatch(/./);
  });

  test.each(["short", "0123456789 abcdef", "0123456789abcdeé", "0123456789abcdef\n"])("cannot be %j", (text) => {
    expect(() => chooseToken({ token: text }, {})).toThrow("Setting debug.token");
    expect(() => chooseToken({}, { SESSIONSCOPE_TOKEN: text })).toThrow("Setting SESSIONSCOPE_TOKEN");
  });

  test.each(["aaaaaaaaaaaaaaaa", "abababababababababababab", "passwordpassword", "0000000000000001"])(
    "has too little in it: %s",
    (text) => {
      expect(() => chooseToken({ token: text }, {})).toThrow("at least 8 different");
      expect(() => chooseToken({}, { SESSIONSCOPE_TOKEN: text })).toThrow("Setting SESSIONSCOPE_TOKEN");
    },
  );

  test("is not repeated by the error that refuses it", () => {
    expect(() => chooseToken({ token: "hunter2" }, {})).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining("hunter2") }),
    );
  });
});

describe("the line that tells it", () => {
  const generated = (more: object = {}) => ({ ...projectToken({ env, replace: true }), ...more });
  const told = (...args: [chosen: ReturnType<typeof generated>, env?: NodeJS.ProcessEnv]): string[] => {
    const lines: string[] = [];
    const [chosen, around = {}] = args;
    tellToken("/__sessionscope__", chosen, around, (line) => lines.push(line));
    return lines;
  };

  test("names the path, and ends with what the panel's field takes whole", () => {
    const chosen = generated();
    const lines = told(chosen);
    expect(lines).toEqual([`Sessionscope: debug endpoint at /__sessionscope__ token: ${chosen.token}`]);
    expect(tokenIn(lines[0]!)).toBe(chosen.token);
  });

  test("comes once per process, and again only for another token", () => {
    const chosen = generated();
    expect([told(chosen), told(chosen), told(generated())].map((lines) => lines.length)).toEqual([1, 0, 1]);
  });

  test("says why the token is of this process only, and what to do", () => {
    const chosen = generated({ problem: "EROFS: read-only file system" });
    const [line = ""] = told(chosen);
    expect(line).toMatch(/this process's own \(EROFS: read-only file system\)\. Set SESSIONSCOPE_TOKEN/);
    expect(tokenIn(line)).toBe(chosen.token);
  });

  test.each(["true", "1", "woodpecker"])("does not come where CI is %j", (CI) => {
    expect(told(generated(), { CI })).toEqual([]);
  });

  test.each(["", "0", "false"])("comes where CI is %j", (CI) => {
    expect(told(generated(), { CI })).toHaveLength(1);
  });
});

test("without a folder to keep it in, every module of the process has the same", async () => {
  const file = join(cache, "file");
  writeFileSync(file, "");
  const around = { XDG_CACHE_HOME: file };
  const own = chooseToken({}, around);
  expect(own.problem).toMatch(/./);
  vi.resetModules();
  const copy = await import("./choose-token.ts");
  expect(copy.chooseToken).not.toBe(chooseToken);
  expect(copy.chooseToken({}, around)).toEqual(own);
});
