/** Code that breaks what the command line promises whoever types it. */

import type { Mutant } from "./mutant.ts";

const stranger = "server-sdk/tests/cli/stranger.test.ts";
const checkEndpoint = "server-sdk/tests/cli/check-endpoint.test.ts";

export const cliMutants: readonly Mutant[] = [
  {
    promise: "The command line: looking at a store makes none",
    file: "server-sdk/src/cli/run.ts",
    find: "const missing = makesStore ? null : missingPlace(chosen);",
    replace: "const missing = null;",
    tests: [stranger],
  },
  {
    promise: "The command line: doctor calls nothing ok where no store is",
    file: "server-sdk/src/cli/commands/doctor.ts",
    find: "    if (!(error instanceof SessionError) && !(error instanceof UsageError)) throw error;\n",
    replace: "    if (error instanceof UsageError) return [];\n",
    tests: [stranger],
  },
  {
    promise: "The command line: migrate as the error prints it names the store in question",
    file: "server-sdk/src/stores/database/migrate-command.ts",
    find: "shown.href.replaceAll",
    replace: '"sqlite:./sessions.db".replaceAll',
    tests: [stranger],
  },
  {
    promise: "The command line: it ends, whatever the settings file has opened",
    file: "server-sdk/src/cli/main.ts",
    find: "\nprocess.exit();\n",
    replace: "\n",
    tests: [stranger],
  },
  {
    promise: "The command line: check-endpoint fails where a server differs",
    file: "server-sdk/src/cli/commands/check-endpoint.ts",
    find: "return counts.differs === 0 ? 0 : 1;",
    replace: "return 0;",
    tests: [checkEndpoint],
  },
  {
    promise: "The command line: check-endpoint calls nothing passed that it did not check",
    file: "server-sdk/src/cli/commands/check-endpoint.ts",
    find: 'skip !== undefined ? "not checked" : ',
    replace: "",
    tests: [checkEndpoint],
  },
  {
    promise: "The command line: check-endpoint says that the token is wrong, once",
    file: "server-sdk/src/cli/reach-endpoint.ts",
    find: "if (!answer.output.ok) throw refusal(url, answer.output.error);",
    replace: 'if (!answer.output.ok) return "server";',
    tests: [checkEndpoint],
  },
];
