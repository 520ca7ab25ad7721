/** The faults do not happen to sessionscope. They do happen to its peers, so the trials can detect them. */

import { describe, expect, test } from "vitest";
import { type Subject, subjects } from "./fault-subjects.ts";
import { happens, trials } from "./fault-trials.ts";

const faultsOf: Readonly<Record<Subject["library"], readonly boolean[]>> = {
  "express-session": [true, true, true],
  "@fastify/session": [true, true, false],
  sessionscope: [false, false, false],
};

describe.each(subjects)("$name", (subject) => {
  test.each(trials.map((trial, index) => [trial.name, trial, faultsOf[subject.library][index]!] as const))(
    "%s",
    async (_, trial, expected) => {
      expect(await happens(trial, subject)).toBe(expected);
    },
  );
});
