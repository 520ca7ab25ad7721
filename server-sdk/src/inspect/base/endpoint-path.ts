/** Where the lines of a process have their endpoints: each has one of its own, whatever library it is for. */

import { defaultPath } from "../../protocol.ts";

let count = 0;

/** `chosen`: by the app. */
export function endpointPath(chosen?: string): string {
  count++;
  return chosen ?? (count === 1 ? defaultPath : `${defaultPath}${count}`);
}
