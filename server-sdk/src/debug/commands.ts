/** The commands of the debug protocol. Each file in commands/ handles those of one noun. */

import type { Handlers } from "./command.ts";
import { helloCommands } from "./commands/hello.ts";
import { labCommands } from "./commands/lab.ts";
import { sessionCommands } from "./commands/session.ts";
import { storeCommands } from "./commands/store.ts";
import { testCookieCommands } from "./commands/test-cookie.ts";
import { timelineCommands } from "./commands/timeline.ts";
import { undoCommands } from "./commands/undo.ts";

export const handlers: Handlers = {
  ...helloCommands,
  ...sessionCommands,
  ...testCookieCommands,
  ...timelineCommands,
  ...undoCommands,
  ...storeCommands,
  ...labCommands,
};
