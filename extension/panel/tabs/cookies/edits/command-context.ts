/** What every command on cookies needs: writes that end with a new reading of the jar, and words for their failures. */

import { type Cookie, identityOf, type Message } from "../../../../cookies/cookie.ts";
import type { Panel } from "../../../state.ts";
import type { KnownCookies } from "../known/known-cookies.ts";
import type { CookieList } from "../list/cookie-list.ts";
import { removeCookies, type WriteFailure, writeCookies } from "./write-cookies.ts";

export interface CommandContext {
  readonly panel: Panel;
  readonly known: KnownCookies;
  /** May a sentence quote the value? */
  isSecret(cookie: Cookie): boolean;
  /** Makes the row of the cookie the current one. */
  select(cookie: Cookie): void;
  /** Waits for a write and reads the jar again. */
  thenRefresh<T>(writing: Promise<T>): Promise<T>;
  /**
   * Removes and stores what it can. Rejects with a sentence about what it could not, and when the page was left: an
   * undo is not done in the next page.
   */
  replace(over: AbortSignal, change: { remove: readonly Cookie[]; store: readonly Cookie[] }): Promise<void>;
  /** null: nothing failed. @param id message with the names and the reason of the first failure. */
  failureSentence(id: string, failures: readonly WriteFailure[]): string | null;
  say(message: Message): string;
}

export function createCommandContext(panel: Panel, known: KnownCookies, list: CookieList): CommandContext {
  const { text } = panel;
  const store = panel.platform.cookies;
  const say = (message: Message) => text(...message);
  const failureSentence = (id: string, failures: readonly WriteFailure[]) =>
    failures.length === 0
      ? null
      : text(id, failures.map(({ cookie }) => cookie.name).join(", "), say(failures[0]!.reason));
  const thenRefresh = async <T>(writing: Promise<T>): Promise<T> => {
    const result = await writing;
    await Promise.all([known.refresh(), panel.refreshCookies()]);
    return result;
  };
  return {
    panel,
    known,
    isSecret: ({ name }) => list.rows.peek().some((row) => row.secret && row.cookie.name === name),
    select: (cookie) => list.table.choose(identityOf(cookie)),
    thenRefresh,
    async replace(over, { remove, store: put }) {
      over.throwIfAborted();
      const writing = async () => [
        failureSentence("cookieNotDeleted", await removeCookies(store, remove)),
        failureSentence("cookiesNotWritten", await writeCookies(store, put, Date.now())),
      ];
      const failed = (await thenRefresh(writing())).filter((sentence) => sentence !== null);
      if (failed.length > 0) throw new Error(failed.join(" "));
    },
    failureSentence,
    say,
  };
}
