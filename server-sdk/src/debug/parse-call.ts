/** A call of the debug protocol, as its body has it: which command, with which parameters, about whose session. */

import * as v from "../core/valibot.ts";
import { packageVersion } from "../package-version.ts";
import { Call, type CommandName, commands, protocolVersion, streamName, streamParams } from "../protocol.ts";
import { CommandError } from "./command-error.ts";

export interface CheckedCall {
  readonly command: CommandName | typeof streamName;
  /** Checked by the command's schema. */
  readonly params: unknown;
  readonly cookie: string | null;
  readonly moreCookies: ReadonlyMap<string, string>;
  readonly window?: string | undefined;
}

/** The part that calls of every version of the protocol have in common. */
const AnyCall = v.object({ protocol: v.number(), command: v.string() });
const versions = [protocolVersion];

/** @throws CommandError for a body that is no call of this version. */
export function parseCall(body: unknown): CheckedCall {
  const any = parse(AnyCall, body, "bad-request");
  if (any.protocol !== protocolVersion) {
    // A later version may send along what this one does not know.
    if (any.command === "hello") return { command: "hello", params: {}, cookie: null, moreCookies: new Map() };
    const message = `This server speaks version ${versions.join(", ")} of the protocol.`;
    throw new CommandError("wrong-version", message, { versions, sdk: packageVersion });
  }
  const { command, params, cookie: only, cookies = {}, window } = parse(Call, body, "bad-request");
  const moreCookies = new Map(Object.entries(cookies));
  // Where a long value comes in chunks, the cookie itself may not be there.
  const cookie = only === null && moreCookies.size > 0 ? "" : only;
  if (command === streamName) {
    parse(streamParams, params, "invalid-params");
    return { command, params, cookie, moreCookies };
  }
  if (!isCommand(command)) throw new CommandError("unknown-command", `There is no command ${JSON.stringify(command)}.`);
  return { command, params: parse(commands[command].params, params, "invalid-params"), cookie, moreCookies, window };
}

const isCommand = (name: string): name is CommandName => Object.hasOwn(commands, name);

function parse<S extends v.GenericSchema>(
  schema: S,
  input: unknown,
  code: "bad-request" | "invalid-params",
): v.InferOutput<S> {
  const { success, output, issues } = v.safeParse(schema, input, { abortEarly: true });
  if (success) return output;
  const path = v.getDotPath(issues[0]);
  throw new CommandError(code, path === null ? issues[0].message : `${path}: ${issues[0].message}`);
}
