/** The commands of the tab. Their code is loaded when the first is given. */

import type { StoredRow } from "../list/stored-row.ts";
import type { CommandContext } from "./command-context.ts";

export const deleteRows = async (context: CommandContext, rows: readonly StoredRow[]): Promise<void> =>
  (await import("./delete-sessions.ts")).deleteRows(context, rows);

export const deleteMatching = async (context: CommandContext): Promise<void> =>
  (await import("./delete-sessions.ts")).deleteMatching(context);

export const clearExpired = async (context: CommandContext): Promise<void> =>
  (await import("./clear-expired.ts")).clearExpired(context);

export const useInBrowser = async (context: CommandContext, row: StoredRow): Promise<void> =>
  (await import("./use-in-browser.ts")).useInBrowser(context, row);
