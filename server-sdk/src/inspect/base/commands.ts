/** Which commands of the debug protocol a bridge can serve, and why it lacks the others. */

import { type CommandName, commands } from "../../protocol.ts";
import type { SessionBridge } from "../bridge.ts";

/** What a command needs of a bridge. The others need a session that can be read, or none. */
const needs: readonly [commands: RegExp, has: (bridge: SessionBridge) => boolean, without: string][] = [
  [
    /^session\.(update|clear|restore|setExpiry)$|^testCookie\./,
    ({ write }) => !!write,
    "has no sessions that can be written from outside",
  ],
  [
    /^session\.restore$|^testCookie\.|^undo\.|^store\.clone$/,
    ({ create }) => !!create,
    "makes no session from outside",
  ],
  [/^undo\./, ({ write }) => !!write, "has no sessions that can be written from outside"],
  [/^session\.setExpiry$/, ({ expiry }) => expiry.length > 0, "keeps no expiry of a single session"],
  [/^session\.cycleKey$/, ({ rotate }) => !!rotate, "cannot give a session another key"],
  [/^session\.flush$/, ({ remove, kind }) => !!remove || kind === "client", "cannot end a session from outside"],
  [/^timeline\./, ({ watched }) => !!watched, "does not tell what requests do"],
  [/^store\./, ({ kind }) => kind === "server", "keeps its sessions in cookies: there is no store to look into"],
  [/^store\./, ({ stored }) => !!stored, "cannot list its sessions"],
  [/^store\.update$/, ({ write }) => !!write, "has no sessions that can be written from outside"],
  [/^store\.delete/, ({ remove }) => !!remove, "cannot end a session from outside"],
  [/^store\.clearExpired$/, () => false, "clears its expired sessions by itself"],
];

export function commandsOf(bridge: SessionBridge): ReadonlySet<CommandName> {
  const all = Object.keys(commands) as CommandName[];
  return new Set(all.filter((command) => reasonAgainst(command, bridge) === null));
}

/** By command: why the bridge lacks it, in one sentence. */
export function cannotOf(bridge: SessionBridge): Readonly<Record<string, string>> {
  const reasons: Record<string, string> = {};
  for (const command of Object.keys(commands) as CommandName[]) {
    const reason = reasonAgainst(command, bridge);
    if (reason !== null) reasons[command] = reason;
  }
  return reasons;
}

/** `null`: it has the command. */
function reasonAgainst(command: CommandName, bridge: SessionBridge): string | null {
  const own = bridge.cannot?.[command];
  if (own !== undefined) return own;
  const missing = needs.find(([which, has]) => which.test(command) && !has(bridge));
  return missing ? `${bridge.name} ${missing[2]}.` : null;
}
