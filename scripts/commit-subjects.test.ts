import { expect, test } from "vitest";
import { problemOf } from "./commit-subjects.ts";

test.each([
  "panel: keep the focus when a row goes",
  "stores/redis: ask once",
  "docs, core: say what a revision is",
  `panel: ${"x".repeat(64)}`,
])("%s follows the rule", (subject) => expect(problemOf(subject)).toBeNull());

test.each([
  ["Keep the focus when a row goes", "begin with the area"],
  ["panel:keep the focus", "begin with the area"],
  [`panel: ${"x".repeat(65)}`, "72 characters; stay under 72"],
])("%s does not", (subject, problem) => expect(problemOf(subject)).toContain(problem));
