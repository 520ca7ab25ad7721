import { tokenVariable } from "../../debug/choose-token.ts";
import { projectToken } from "../../debug/project-token.ts";
import { type Command, UsageError } from "../command.ts";

/** Prints the token of the project around the working directory. */
export const token: Command = {
  usage: "token [--new]",
  summary: "print the project's token for the panel",
  example: "token",
  storeless: true,
  options: { new: { type: "boolean", about: "make another, which takes the place of the old one" } },
  async run({ options, json, print, progress }) {
    const { token, server, problem } = projectToken({ replace: options.new === true });
    if (problem !== null) {
      throw new UsageError(
        `No token can be kept for this project (${problem}). If only the file is at fault, --new makes another; else set ${tokenVariable}.`,
      );
    }
    if (process.env[tokenVariable])
      progress(`${tokenVariable} is set: an app with that in its environment takes it instead.`);
    if (options.new) progress("Apps that are running keep the old one until they are started again.");
    print(json ? JSON.stringify({ token, server }) : token);
    return 0;
  },
};
