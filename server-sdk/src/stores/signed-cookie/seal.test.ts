import { createHmac, hkdfSync } from "node:crypto";
import { deflateRawSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { cookieByteLimit } from "../../core/cookie.ts";
import { SessionTooLargeError } from "../../core/errors.ts";
import { inflatedLimit, Seal } from "./seal.ts";

const secret = "correct horse battery staple";
const older = "an older secret, still valid";
const name = "sessionid";
const signed = new Seal([secret], { encrypt: false, compress: false });
const encrypted = new Seal([secret], { encrypt: true, compress: false });
const text = '[1,2,3,null,4,"ann"]\nlots of text: žluťoučký kůň 🐎';

/** The other character of the alphabet that differs in one bit. */
function flip(value: string, at: number): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  return value.slice(0, at) + alphabet[alphabet.indexOf(value[at]!) ^ 1] + value.slice(at + 1);
}

describe.each([
  ["signed", signed],
  ["encrypted", encrypted],
])("%s", (_kind, seal) => {
  test("what was sealed comes back", () => {
    expect(seal.unseal(seal.seal(text, name), name)).toEqual({ text });
    expect(seal.unseal(seal.seal("", name), name)).toEqual({ text: "" });
  });

  test("a value with any one character changed, dropped or added is refused", () => {
    const value = seal.seal(text, name);
    for (let at = 0; at < value.length; at++) {
      expect(seal.unseal(flip(value, at), name)).toHaveProperty("reason");
      expect(seal.unseal(value.slice(0, at), name)).toHaveProperty("reason");
      expect(seal.unseal(`${value.slice(0, at)}A${value.slice(at)}`, name)).toHaveProperty("reason");
    }
    for (const ending of ["=", "A", " ", "\n", "."]) expect(seal.unseal(value + ending, name)).toHaveProperty("reason");
  });

  test("a value works under its own cookie's name only", () => {
    const value = seal.seal(text, name);
    for (const other of ["sessionid2", "sessioni", "SESSIONID", ""]) {
      expect(seal.unseal(value, other)).toMatchObject({ reason: "bad-signature" });
    }
  });

  test("refuses the other kind, even of the same secret", () => {
    const other = seal === signed ? encrypted : signed;
    expect(seal.unseal(other.seal(text, name), name)).toMatchObject({ reason: "bad-signature" });
  });

  test("the first secret seals, every secret unseals, an unknown one does not", () => {
    const options = { encrypt: seal === encrypted, compress: false };
    const rotated = new Seal([secret, older], options);
    const before = new Seal([older], options);
    expect(rotated.unseal(before.seal(text, name), name)).toEqual({ text });
    expect(seal.unseal(rotated.seal(text, name), name)).toEqual({ text });
    expect(before.unseal(rotated.seal(text, name), name)).toMatchObject({ reason: "bad-signature" });
  });

  test("name and value may take 4,096 bytes together and not one more", () => {
    let room = cookieByteLimit - name.length;
    // base64 cannot have a length of 4n + 1: shorten to what some content can fill exactly.
    if (room % 4 === 1) room -= 1;
    let content = "x";
    while (seal.seal(content, name).length < room) content += "x";
    expect(seal.seal(content, name)).toHaveLength(room);
    let error: unknown;
    try {
      seal.seal(`${content}x`, name);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(SessionTooLargeError);
    const { size, limit, message } = error as SessionTooLargeError;
    expect(limit).toBe(4096);
    expect(size).toBeGreaterThan(4096);
    expect(size).toBeLessThan(4096 + 4);
    expect(message).toContain(String(size));
  });

  test.each([4095, 4096, 4097])("name and value of %i bytes together: sealed up to 4,096", (total) => {
    const value = seal.seal("x".repeat(2900), name);
    const long = "n".repeat(total - value.length);
    const sealing = () => seal.seal("x".repeat(2900), long);
    if (total > 4096) expect(sealing).toThrow(`${total}`);
    else expect(seal.unseal(sealing(), long)).toEqual({ text: "x".repeat(2900) });
  });

  test("garbage of any length is refused without an exception", () => {
    for (const garbage of ["", "a", "abc", "AQAA", "../../etc/passwd", "é", "\0", "A".repeat(100_000), ";=,", "%41"]) {
      expect(seal.unseal(garbage, name)).toHaveProperty("reason");
    }
  });
});

test("every seal is another one when encrypted, and hides the text", () => {
  const [one, two] = [encrypted.seal(text, name), encrypted.seal(text, name)];
  expect(one).not.toBe(two);
  expect(Buffer.from(one, "base64url").includes("lots of text")).toBe(false);
  expect(Buffer.from(signed.seal(text, name), "base64url").includes("lots of text")).toBe(true);
});

describe("compression", () => {
  const compressing = new Seal([secret], { encrypt: true, compress: true });

  test("makes room for what would not fit, and is read by a store that does not compress", () => {
    const long = "the same words again and again, ".repeat(500);
    expect(() => encrypted.seal(long, name)).toThrow(SessionTooLargeError);
    const value = compressing.seal(long, name);
    expect(value.length).toBeLessThan(500);
    expect(compressing.unseal(value, name)).toEqual({ text: long });
    expect(encrypted.unseal(value, name)).toEqual({ text: long });
  });

  test("is left out where it does not help", () => {
    expect(compressing.seal("xyz", name)).toHaveLength(encrypted.seal("xyz", name).length);
  });

  test("seals nothing that it would not unseal", () => {
    expect(compressing.unseal(compressing.seal("x".repeat(inflatedLimit), name), name)).toHaveProperty("text");
    expect(() => compressing.seal("x".repeat(inflatedLimit + 1), name)).toThrow(SessionTooLargeError);
  });

  test("a bomb made by a holder of the secret stops at the bound", () => {
    // The format of the file's first comment, written out: only so can the content be any other than our own.
    const derive = (purpose: string, length: number) =>
      Buffer.from(hkdfSync("sha256", secret, "", `sessionscope cookie v1: ${purpose}`, length));
    const forge = (body: Buffer) => {
      const head = Buffer.concat([Buffer.of(0x21), derive("key id", 4)]);
      const mac = createHmac("sha256", derive("sign", 32)).update(head).update(`${name}\0`).update(body).digest();
      return Buffer.concat([head, body, mac]).toString("base64url");
    };
    expect(signed.unseal(forge(deflateRawSync("fits")), name)).toEqual({ text: "fits" });
    const bomb = deflateRawSync(Buffer.alloc(inflatedLimit + 1));
    expect(signed.unseal(forge(bomb), name)).toMatchObject({ reason: "corrupted" });
    expect(signed.unseal(forge(Buffer.from("not deflate")), name)).toMatchObject({ reason: "corrupted" });
  });
});

test("no two values are encrypted under one nonce, however many there are", () => {
  const count = 1000;
  const nonces = Array.from({ length: count }, () =>
    Buffer.from(encrypted.seal(text, name), "base64url").toString("hex", 5, 5 + 12),
  );
  expect(new Set(nonces).size).toBe(count);
});
