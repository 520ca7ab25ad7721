/** lab.*: begins, reads and ends runs of the cookie lab. Their loads are answered by `lab.ts`. */

import type { Handlers } from "../command.ts";

type LabCommand = Extract<keyof Handlers, `lab.${string}`>;

export const labCommands: Pick<Handlers, LabCommand> = {
  async "lab.begin"({ loads }, { lab }) {
    return lab.begin(loads);
  },

  async "lab.read"({ run }, { lab }) {
    return lab.read(run);
  },

  async "lab.end"({ run }, { lab }) {
    lab.end(run);
    return {};
  },
};
