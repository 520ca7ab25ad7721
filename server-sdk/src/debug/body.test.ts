import { expect, onTestFinished, test, vi } from "vitest";
import { bodyLimit } from "../protocol.ts";
import { bodyDeadline, readJson } from "./body.ts";

test("a body of one-byte chunks: the bytes are kept and not the chunks", async () => {
  const text = JSON.stringify({ text: "é".repeat(20_000) });
  async function* bytewise() {
    const chunk = new Uint8Array(1);
    for (const byte of Buffer.from(text)) {
      chunk[0] = byte;
      yield chunk;
    }
  }
  expect(await readJson({ body: bytewise(), rawHeaders: [] })).toEqual(JSON.parse(text));
});

test("a body of exactly the limit is read, one with one byte more is not", async () => {
  async function* spaces(bytes: number) {
    for (let left = bytes - 1; left > 0; left -= 65_536) yield new Uint8Array(Math.min(left, 65_536)).fill(0x20);
    yield Buffer.from("1");
  }
  expect(await readJson({ body: spaces(bodyLimit), rawHeaders: [] })).toBe(1);
  await expect(readJson({ body: spaces(bodyLimit + 1), rawHeaders: [] })).rejects.toMatchObject({
    detail: { code: "body-too-large" },
  });
});

test("a body that is too late is not read any further", async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  let pulled = 0;
  async function* drops() {
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, 1000));
      pulled++;
      yield new Uint8Array(1);
    }
  }
  const refused = expect(readJson({ body: drops(), rawHeaders: [] })).rejects.toMatchObject({
    detail: { code: "bad-request" },
  });
  await vi.advanceTimersByTimeAsync(bodyDeadline);
  await refused;
  const before = pulled;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(pulled).toBeLessThanOrEqual(before + 1);
});
