import { createDecipheriv, createSecretKey, randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { newSessionKey, type SessionId, sessionHandle, sessionIdOf } from "../../core/session-key.ts";
import { Refs } from "./refs.ts";

const key = randomBytes(32);
const handleKey = createSecretKey(randomBytes(32));
const handleOf = (id: SessionId) => sessionHandle(id, handleKey);
const refs = new Refs(createSecretKey(key), handleOf);

const newId = () => sessionIdOf(newSessionKey());
const named = (ids: readonly SessionId[]) => ids.map((id) => ({ id, handle: handleOf(id) }));
const refOf = (id: SessionId) => refs.refsOf(named([id]))[0]!;

/** Of the lengths around one, two and many blocks of the cipher. */
const strangeIds = [1, 15, 16, 17, 31, 32, 33, 48, 300].map((length) => "é".repeat(length) as SessionId);

test("A ref leads back to its id, alone and in a page, and an id has one ref", () => {
  const ids = [...Array.from({ length: 50 }, newId), ...strangeIds];
  const page = refs.refsOf(named(ids));
  expect(new Set(page).size).toBe(ids.length);
  for (const [index, id] of ids.entries()) {
    expect(page[index]).toBe(refOf(id));
    expect(refs.idIn(page[index]!)).toBe(id);
  }
  expect(refs.refsOf([])).toEqual([]);
});

test("A ref is its handle and the id in AES's counter mode, whose counters no two ids share", () => {
  for (const id of [newId(), ...strangeIds]) {
    const bytes = Buffer.from(refOf(id), "base64url");
    expect(bytes.toString("base64url", 0, 12)).toBe(handleOf(id));
    const counter = Buffer.concat([bytes.subarray(0, 12), Buffer.alloc(4)]);
    const opened = createDecipheriv("aes-256-ctr", key, counter).update(bytes.subarray(12));
    expect(opened.toString("latin1")).toBe(id);
  }
});

test("A ref with any bit turned, cut or lengthened leads to no session", () => {
  const [id, other] = [newId(), newId()];
  const bytes = Buffer.from(refOf(id), "base64url");
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const turned = Buffer.from(bytes);
    turned[bit >> 3]! ^= 1 << (bit & 7);
    expect(refs.idIn(turned.toString("base64url"))).toBeNull();
  }
  for (let length = 0; length < bytes.length; length++)
    expect(refs.idIn(bytes.toString("base64url", 0, length))).toBeNull();
  expect(refs.idIn(Buffer.concat([bytes, bytes]).toString("base64url"))).toBeNull();
  const otherBytes = Buffer.from(refOf(other), "base64url");
  for (const at of [12, 28, 44]) {
    const spliced = Buffer.concat([bytes.subarray(0, at), otherBytes.subarray(at)]);
    expect(refs.idIn(spliced.toString("base64url"))).toBeNull();
  }
});

test("A ref has one spelling", () => {
  const ref = refOf(newId());
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  for (let at = 0; at < ref.length; at++)
    for (const character of alphabet) {
      if (character === ref[at]) continue;
      expect(refs.idIn(ref.slice(0, at) + character + ref.slice(at + 1))).toBeNull();
    }
  for (const other of [`${ref}=`, ` ${ref}`, `${ref}\n`, `${ref.slice(0, 9)}*${ref.slice(9)}`])
    expect(refs.idIn(other)).toBeNull();
});

test("Nothing else is a ref: noise of any kind, and the ref of another server", () => {
  for (const text of ["", "-", "é", "\0", "\ud800", "=".repeat(100), "A".repeat(10_000)])
    expect(refs.idIn(text)).toBeNull();
  for (let length = 0; length < 200; length++) expect(refs.idIn(randomBytes(length).toString("base64url"))).toBeNull();
  const id = newId();
  const otherCipher = new Refs(createSecretKey(randomBytes(32)), handleOf);
  const otherHandles = new Refs(createSecretKey(key), (one) => sessionHandle(one, createSecretKey(randomBytes(32))));
  expect(otherCipher.idIn(refOf(id))).toBeNull();
  expect(otherHandles.idIn(refOf(id))).toBeNull();
});

test("A ref of an id that no session can have leads nowhere, and harms nothing", () => {
  // Only Latin-1 is carried: what else there is comes back as another text, whose handle is another one.
  const id = "ключ" as SessionId;
  expect(refs.idIn(refOf(id))).toBeNull();
});
