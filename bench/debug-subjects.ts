/** The same small Express app on memory, with the debug endpoint off and on. */

import { createSessions } from "sessionscope";
import { expressSessions } from "sessionscope/express";
import { onExpress, type Subject } from "./subjects.ts";

const subject = (library: Subject["library"], debug: false | { token: string }): Subject => ({
  framework: "Express",
  library,
  store: "memory",
  start: async () => onExpress(expressSessions(await createSessions({ store: "memory:", debug }))),
});

export const debugOff = subject("sessionscope", false);
export const debugOn = subject("sessionscope, debug on", { token: "a-token-of-thirty-two-characters" });
export const debugSubjects: readonly Subject[] = [debugOff, debugOn];
