/** Where this process has debug endpoints: that of our own sessions is where the app says, and each line for another library has a path of its own. */

import { defaultPath } from "../protocol.ts";

const own = new Set<string>();
const lines = new Set<string>();

/** Our own endpoint is at this path. */
export function takeOwnPath(path: string): void {
  own.add(path);
  if (lines.has(path)) warn(path);
}

/** Where a line for another library has its endpoint. `chosen`: by the app. */
export function linePath(chosen?: string): string {
  const path = chosen ?? freePath();
  if (own.has(path)) warn(path);
  lines.add(path);
  return path;
}

function freePath(): string {
  const isTaken = (path: string) => own.has(path) || lines.has(path);
  let path: string = defaultPath;
  for (let next = 2; isTaken(path); next++) path = `${defaultPath}${next}`;
  return path;
}

/** Which server they are for is not known yet: apps on ports of their own may well have one path. */
function warn(path: string): void {
  process.emitWarning(
    `Sessionscope inspect and createSessions have their debug endpoints at the same path, ${path}. In one app a panel reaches only one of them: give one another path, for instance inspect(…, { path: ${JSON.stringify(freePath())} }). In two apps with a port each, that is not needed.`,
    "SessionscopeWarning",
  );
}
