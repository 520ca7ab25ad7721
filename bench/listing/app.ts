/** An app with the panel's endpoint on: its requests and the panel's calls, without a socket. */

import { createSessions, type Exchange, type Sessions, type Store } from "sessionscope";
import type { Params, Result } from "sessionscope/protocol";
import { keyOf } from "./many-sessions.ts";

const token = "a-token-of-the-bench";

export interface ListedApp {
  /** The endpoint's answer to `store.list`, as text. */
  list(params: Params<"store.list">): Promise<string>;
  /** A request of the visitor with session `n`, which reads and changes it. */
  request(n: number): Promise<void>;
  clearExpired(): Promise<number>;
  close(): Promise<unknown>;
}

export const pageIn = (text: string): Result<"store.list"> => JSON.parse(text).result;

export async function appOn(store: Store): Promise<ListedApp> {
  const sessions: Sessions<{ visits: number }> = await createSessions({ store, debug: { token } });
  return {
    async list(params) {
      const body = Buffer.from(JSON.stringify({ protocol: 1, command: "store.list", cookie: null, params }));
      const answer = await sessions.endpoint!.handle({
        method: "POST",
        target: "/__sessionscope__",
        httpVersion: "1.1",
        rawHeaders: ["Host", "localhost", "Content-Type", "application/json", "Authorization", `Bearer ${token}`],
        remoteAddress: "127.0.0.1",
        body: (async function* () {
          yield body;
        })(),
        signal: new AbortController().signal,
      });
      if (answer.status !== 200) throw new Error(answer.body as string);
      return answer.body as string;
    },
    async request(n) {
      const session = await sessions.open(exchangeWith(`${sessions.settings.cookieName}=${keyOf(n)}`));
      session.visits = (session.visits ?? 0) + 1;
      await sessions.commit(session);
    },
    clearExpired: () => sessions.clearExpired(),
    close: () => sessions.close(),
  };
}

const exchangeWith = (cookieHeader: string): Exchange => ({
  method: "GET",
  path: "/",
  secure: true,
  status: 200,
  sent: false,
  cookieHeader,
  addHeader: () => {},
});
