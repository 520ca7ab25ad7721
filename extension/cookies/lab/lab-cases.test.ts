import { commands, labMark as ofProtocol } from "sessionscope/protocol";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { bytesOfText } from "../../platform/header-text.ts";
import messages from "../../public/_locales/en/messages.json" with { type: "json" };
import { pairLimit } from "../cookie.ts";
import { parseSetCookie } from "../set-cookie/parse-line.ts";
import { isOfLab, labMark } from "./lab-case.ts";
import { labCases } from "./lab-cases.ts";

const place = { host: "localhost", path: "/__sessionscope__/ss_lab" };

test("no two cases share a cookie, and the list is short enough to be read", () => {
  expect(new Set(labCases.map(({ id }) => id)).size).toBe(labCases.length);
  expect(new Set(labCases.map(({ sent }) => sent)).size).toBe(labCases.length);
  expect(labCases.length).toBeLessThanOrEqual(60);
});

describe.each(labCases.map((one) => [one.id, one] as const))("%s", (_, one) => {
  const lines = one.lines(place);

  test("is a cookie of the lab to panel and server", () => {
    for (const line of lines) {
      const parsed = parseSetCookie(line, "chromium");
      expect(isOfLab(parsed)).toBe(true);
      expect(parsed.name).toBe(one.name);
    }
    const load = { lines: lines.map(bytesOfText), expect: [one.name], path: "/ss_lab" };
    expect(v.safeParse(commands["lab.begin"].params, { loads: [load] }).success).toBe(true);
  });

  test("ends by itself and stays aside if it is large", () => {
    const isLarge = lines.some((line) => parseSetCookie(line, "chromium").value.length > pairLimit / 2);
    expect(one.large).toBe(isLarge);
    if (one.large) for (const line of lines) expect(line).toMatch(/; Path=\/__sessionscope__\/ss_lab; Max-Age=60$/);
  });

  test("has its words", () => {
    for (const message of [one.about, one.title]) {
      if (typeof message !== "string") expect(Object.keys(messages)).toContain(message[0]);
    }
  });
});

test("panel and protocol mean the same mark", () => {
  expect(labMark).toBe(ofProtocol);
});
