import { expect, test } from "vitest";
import sdk from "../../../package.json" with { type: "json" };
import { oldNode } from "./old-node.ts";

test.each([
  ["20.19.5", false],
  ["22.12.0", false],
  ["22.13.0", true],
  ["24.0.0", true],
])("Node %s is new enough: %s", (version, enough) => {
  const sentence = `Sessionscope needs Node ${sdk.engines.node.replace(">=", "")} or later; this is ${version}.`;
  expect(oldNode(version)).toBe(enough ? null : sentence);
});
