import { describe, expect, test } from "vitest";
import { SettingError } from "../core/errors.ts";
import { chooseToken } from "./token.ts";

const long = "0123456789abcdef";

describe("the token", () => {
  test("is the setting, before the environment's", () => {
    expect(chooseToken(long, { SESSIONSCOPE_TOKEN: "fedcba9876543210" })).toEqual({ text: long, configured: true });
    expect(chooseToken(undefined, { SESSIONSCOPE_TOKEN: long })).toEqual({ text: long, configured: true });
  });

  test("is otherwise generated, another each time, 128 bits", () => {
    const one = chooseToken(undefined, {});
    expect(one).toEqual({ text: expect.stringMatching(/^[\w-]{22}$/), configured: false });
    expect(chooseToken(undefined, {}).text).not.toBe(one.text);
  });

  test.each(["production", "Production", "PRODUCTION", " production ", "prod", "Prod"])(
    "must be configured where NODE_ENV is %s",
    (NODE_ENV) => {
      expect(() => chooseToken(undefined, { NODE_ENV })).toThrow(SettingError);
      expect(() => chooseToken(undefined, { NODE_ENV, SESSIONSCOPE_TOKEN: "" })).toThrow("SESSIONSCOPE_TOKEN");
      expect(chooseToken(long, { NODE_ENV }).configured).toBe(true);
      expect(chooseToken(undefined, { NODE_ENV, SESSIONSCOPE_TOKEN: long }).configured).toBe(true);
    },
  );

  test.each(["short", "0123456789 abcdef", "0123456789abcdeé", "0123456789abcdef\n"])("cannot be %j", (text) => {
    expect(() => chooseToken(text, {})).toThrow("Setting debug.token");
    expect(() => chooseToken(undefined, { SESSIONSCOPE_TOKEN: text })).toThrow("Setting SESSIONSCOPE_TOKEN");
  });

  test.each(["aaaaaaaaaaaaaaaa", "abababababababababababab", "passwordpassword", "0000000000000001"])(
    "has too little in it: %s",
    (text) => {
      expect(() => chooseToken(text, {})).toThrow("at least 8 different");
      expect(() => chooseToken(undefined, { SESSIONSCOPE_TOKEN: text })).toThrow("Setting SESSIONSCOPE_TOKEN");
    },
  );

  test("is not repeated by the error that refuses it", () => {
    expect(() => chooseToken("hunter2", {})).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining("hunter2") }),
    );
  });
});
