import { describe, expect, test } from "vitest";
import { code } from "./repository.ts";

describe("what is unsafe is not there", () => {
  test.each<[what: string, where: RegExp, pattern: RegExp, instead: string]>([
    [
      "text that becomes code",
      /^(server-sdk\/src|extension)\//,
      // A method of that name is a script for Redis, or one constant expression for DevTools.
      /(?<![.\w])eval\((?!\w+: string)|\bFunction\(|"node:(vm|v8)"|\bdeserialize\(/,
      "Stored values are JSON, exactly: nothing else is ever decoded.",
    ],
    [
      "text that becomes markup",
      /^extension\//,
      /\b(innerHTML|outerHTML|insertAdjacentHTML|dangerouslySetInnerHTML)\b|document\.write/,
      "Session values are an attacker's: render them as text.",
    ],
    [
      "web storage",
      /^(extension|examples)\//,
      /\b(localStorage|sessionStorage)\b/,
      "Pages could read it: use Platform's storage.",
    ],
    [
      "guessable random numbers",
      /^server-sdk\/src\/(core|debug|stores\/signed-cookie)/,
      /Math\.random/,
      "Keys, tokens and nonces come from node:crypto.",
    ],
    [
      "secrets compared character by character",
      /^server-sdk\/src\/(debug|stores\/signed-cookie)/,
      /\b(mac|token|digest|signature|tag)\)? [!=]==(?! undefined| null| "")/i,
      "Compare digests with timingSafeEqual.",
    ],
  ])("%s", (_, where, pattern, instead) => {
    const wrong = code.filter(({ path }) => where.test(path)).filter(({ text }) => pattern.test(text));
    expect(wrong.map(({ path, text }) => `${path}: ${pattern.exec(text)![0]} ${instead}`)).toEqual([]);
  });
});
