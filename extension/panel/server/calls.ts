/** The calls of a visit. A call takes its data when it starts, and its answer counts only while that visit lasts. */

import {
  type CallCommand,
  type CommandName,
  type Hello,
  isSessionCookie,
  type Params,
  type Result,
} from "sessionscope/protocol";
import type { Cookie, Message } from "../../cookies/cookie.ts";
import type { Platform } from "../../platform/platform.ts";
import type { Undo } from "../undo.ts";
import type { Endpoint } from "./address.ts";
import { CallFailed, type Client } from "./client.ts";
import type { Connector } from "./connector.ts";
import type { Stay } from "./visit.ts";

export interface Calling {
  readonly platform: Platform;
  readonly client: Client;
  readonly connector: Pick<Connector, "answered" | "failed">;
  readonly undo: Pick<Undo, "warn">;
  /** A message from public/_locales. */
  readonly text: (...message: Message) => string;
  /** The current hello, session cookies and page. A call takes them when it starts, to judge the cookies of its answer. */
  known(): { readonly hello: Hello | null; readonly held: readonly Cookie[]; readonly page: string };
  /** Called with the server's time from an answer, milliseconds since the epoch. */
  clock(now: number): void;
  /** Reads the cookies again. */
  refresh(): Promise<void>;
}

/** Without permission the browser hides its cookies, so a call would lack the session cookie. @throws CallFailed */
export async function ensureAllowed({ origins, text }: Platform, { origin }: Endpoint): Promise<void> {
  if (!(await origins.allowed(origin))) {
    throw new CallFailed("not-allowed", text("notAllowedTitle", new URL(origin).hostname));
  }
}

/**
 * Each call applies the cookies of its answer before it resolves. It rejects with `CallFailed`. If the visit ended first,
 * the code is `moved`, and nothing of the answer is used.
 */
export function callsOf(stay: Stay, calling: Calling): CallCommand {
  const { platform, client, connector, undo, text, known, clock, refresh } = calling;
  const { over } = stay;
  /** Milliseconds by which the server's clock is ahead of this machine's, by the last answer that told the time. */
  let ahead = 0;

  const apply = async (lines: readonly string[], to: Endpoint, { hello, held, page }: ReturnType<typeof known>) => {
    await ensureAllowed(platform, to);
    const { applyCookies, notApplied } = await import("./session-cookie.ts");
    over.throwIfAborted();
    const failed = await applyCookies(platform.cookies, lines, {
      url: new URL(to.origin + to.path),
      page: new URL(page),
      isOwn: (name) => hello !== null && isSessionCookie(hello.cookie, name),
      held,
      now: Date.now(),
      serverTime: Date.now() + ahead,
      over,
    });
    if (failed.length > 0) undo.warn(notApplied(failed, text));
    await refresh();
    over.throwIfAborted();
  };

  return async <C extends CommandName>(command: C, params: Params<C>, signal?: AbortSignal): Promise<Result<C>> => {
    const before = known();
    try {
      const result = await client.call(command, params, signal ? AbortSignal.any([signal, over]) : over);
      connector.answered();
      if (typeof result === "object" && "now" in result) {
        ahead = result.now - Date.now();
        clock(result.now);
      }
      if ("cookies" in result && result.cookies.length > 0) await apply(result.cookies, stay.endpoint!, before);
      return result;
    } catch (error) {
      if (error instanceof CallFailed && !signal?.aborted && !over.aborted) connector.failed(error);
      throw error;
    }
  };
}
