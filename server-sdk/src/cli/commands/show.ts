import { byteSizeOf } from "../../core/stored-session.ts";
import { StoredSessions } from "../../core/storing/stored-sessions.ts";
import { type Command, serverStore, sessionIdIn, UsageError } from "../command.ts";

export const show: Command = {
  usage: "show <id>",
  summary: "one session whole",
  example: "show YdzcOFNBCjMnqZGmiVLlvMkUe4vX9Tq3F1uFhCyAzGk --json",
  takes: 1,
  async run(context) {
    const [given] = context.positionals;
    if (given === undefined)
      throw new UsageError("Which session? npx sessionscope show <id>; ids are those that list prints.");
    const id = sessionIdIn(given);
    const session = await new StoredSessions(await serverStore(context)).read(id);
    if (!session) {
      context.progress("There is no live session with this id.");
      return 1;
    }
    const { createdAt, modifiedAt, expiresAt, revision, user, entries } = session;
    const facts = {
      id,
      user,
      revision,
      bytes: byteSizeOf(session.entries),
      created: new Date(createdAt).toISOString(),
      modified: new Date(modifiedAt).toISOString(),
      expires: new Date(expiresAt).toISOString(),
    };
    if (context.json) {
      const data = Object.fromEntries([...entries].map(([key, text]) => [key, JSON.parse(text)]));
      context.print(JSON.stringify({ ...facts, data }));
      return 0;
    }
    for (const [name, value] of Object.entries(facts)) context.print(`${name.padEnd(9)} ${value ?? "-"}`);
    for (const [key, text] of entries) context.print(`  ${JSON.stringify(key)}: ${text}`);
    return 0;
  },
};
