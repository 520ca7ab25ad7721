import { describe, expect, test, vi } from "vitest";
import type { CommandError } from "./command-error.ts";
import { TokenCheck } from "./token.ts";

const token = "0123456789abcdef";

function refused(check: TokenCheck, given: string | null) {
  try {
    check.demand(given);
  } catch (error) {
    return (error as CommandError).detail;
  }
  throw new Error("It was taken.");
}

describe("a generated token", () => {
  test("is never locked: the right one is accepted after any number of wrong ones", () => {
    const check = new TokenCheck(token, "Zk3_-b9LmN0pQr1s");
    for (let i = 0; i < 1000; i++) {
      const { code, triesLeft } = refused(check, `wrong-${i}`);
      expect([code, triesLeft]).toEqual(["token-refused", undefined]);
    }
    expect(() => check.demand(token)).not.toThrow();
  });

  test("is named by its public id in every error that is about the token", () => {
    const check = new TokenCheck(token, "Zk3_-b9LmN0pQr1s");
    expect(refused(check, null)).toMatchObject({ code: "token-required", server: "Zk3_-b9LmN0pQr1s" });
    expect(refused(check, "wrong")).toMatchObject({ code: "token-refused", server: "Zk3_-b9LmN0pQr1s" });
  });
});

describe("a configured token", () => {
  test("has no id", () => {
    const check = new TokenCheck(token, null);
    expect(refused(check, null)).not.toHaveProperty("server");
    expect(refused(check, "wrong")).not.toHaveProperty("server");
  });

  test("may be guessed ten times a minute", () => {
    vi.useFakeTimers({ now: 0 });
    try {
      const check = new TokenCheck(token, null);
      for (let left = 9; left >= 0; left--) expect(refused(check, "wrong")).toMatchObject({ triesLeft: left });
      expect(refused(check, token)).toMatchObject({ code: "too-many-guesses", triesLeft: 0 });
      vi.setSystemTime(60_000);
      expect(() => check.demand(token)).not.toThrow();
    } finally {
      vi.useRealTimers();
    }
  });
});
