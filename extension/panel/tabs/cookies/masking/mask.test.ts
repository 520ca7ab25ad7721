import { expect, test } from "vitest";
import { mask } from "./mask.ts";

test("a masked value shows its beginning only if it is long", () => {
  expect(mask("k3v9qTz8Lw4nRb1y")).toBe("k3v9••••••••");
  expect(mask("hunter2")).toBe("••••••••");
});
