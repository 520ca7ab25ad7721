/** Whether there is a server to talk to, and if not, exactly why. Finds it, loses it, and finds it again by itself. */

import { type ReadonlySignal, signal } from "@preact/signals";
import { type Hello, protocolVersion } from "sessionscope/protocol";
import type { Platform } from "../platform/platform.ts";
import { CallFailed, type Client, type Endpoint } from "./client.ts";
import type { Found } from "./endpoints.ts";

export type Connection =
  /** Nothing is known yet; nothing is said. */
  | { readonly state: "looking" }
  /** The tab shows a page of the browser itself. */
  | { readonly state: "no-page" }
  | { readonly state: "not-allowed"; readonly origin: string }
  /**
   * `status`: what the path answered. `announced`: responses carry our header all the same. `refused`: an endpoint
   * answered, and it does not serve this extension.
   */
  | {
      readonly state: "no-endpoint";
      readonly endpoint: Endpoint;
      readonly status: number | null;
      readonly announced: boolean;
      readonly refused: boolean;
    }
  | { readonly state: "token-required"; readonly endpoint: Endpoint }
  | { readonly state: "token-refused"; readonly endpoint: Endpoint; readonly triesLeft: number }
  | {
      readonly state: "other-version";
      readonly endpoint: Endpoint;
      readonly versions: readonly number[];
      /** Version of the server's package, if it said so. */
      readonly sdk: string | null;
    }
  | { readonly state: "live"; readonly endpoint: Endpoint }
  /** Nobody answers. Tried again by itself. */
  | {
      readonly state: "away";
      readonly endpoint: Endpoint;
      /** Milliseconds since the epoch of the last answer; null: none yet. */
      readonly answeredAt: number | null;
      readonly nextTryAt: number;
      /** How many tries have failed. */
      readonly tries: number;
    };

export interface Connector {
  readonly connection: ReadonlySignal<Connection>;
  readonly hello: ReadonlySignal<Hello | null>;
  /** Where it looks, or looked last. */
  readonly target: Endpoint | null;
  /** Looks at what `find` gives now. What is shown stays until there is something else to show. */
  look(): Promise<void>;
  /** A call failed: what does that say of the connection? */
  failed(error: CallFailed): void;
  /** A call was answered. */
  answered(): void;
}

/** Milliseconds between tries. */
const backOff = [1000, 2000, 4000, 8000, 15_000];
/** What a proxy answers while the server behind it is away. */
const proxyDown = new Set([502, 503, 504]);

/**
 * @param find where the endpoint of the page must be; null: the page is none of the web.
 * @param greeted done between the server's first word and being live. What it waits for ends with the signal.
 */
export function connect(
  platform: Pick<Platform, "origins">,
  client: Pick<Client, "call">,
  find: () => Found | null,
  greeted: () => Promise<unknown>,
  end: AbortSignal,
): Connector {
  const connection = signal<Connection>({ state: "looking" });
  const hello = signal<Hello | null>(null);
  let attempt = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let answeredAt: number | null = null;
  let target: Endpoint | null = null;

  end.addEventListener("abort", () => {
    clearTimeout(timer);
    attempt.abort();
  });

  const become = (next: Connection) => {
    clearTimeout(timer);
    if (JSON.stringify(next) !== JSON.stringify(connection.value)) connection.value = next;
    if (next.state === "away") timer = setTimeout(look, next.nextTryAt - Date.now());
  };
  const turnTo = (endpoint: Endpoint | null) => {
    const same = endpoint?.origin === target?.origin && endpoint?.path === target?.path;
    target = endpoint;
    if (same) return;
    answeredAt = null;
    hello.value = null;
    become({ state: "looking" });
  };

  const look = async (): Promise<void> => {
    attempt.abort();
    attempt = new AbortController();
    const { signal: mine } = attempt;
    const found = find();
    turnTo(found?.endpoint ?? null);
    if (found === null) return become({ state: "no-page" });
    const { endpoint } = found;
    const allowed = await platform.origins.allowed(endpoint.origin);
    if (mine.aborted) return;
    if (!allowed) return become({ state: "not-allowed", origin: endpoint.origin });
    try {
      const answer = await client.call("hello", {}, mine);
      if (mine.aborted) return;
      answeredAt = Date.now();
      if (answer.versions.includes(protocolVersion)) {
        hello.value = answer;
        await greeted();
        if (!mine.aborted) become({ state: "live", endpoint });
      } else become({ state: "other-version", endpoint, versions: answer.versions, sdk: answer.sdk });
    } catch (error) {
      if (mine.aborted) return;
      if (!(error instanceof CallFailed)) throw error;
      become(verdict(error, found));
    }
  };

  const away = (endpoint: Endpoint): Connection => {
    const { value: before } = connection;
    const tries = before.state === "away" ? before.tries + 1 : 1;
    const wait = backOff[Math.min(tries, backOff.length) - 1]!;
    return { state: "away", endpoint, answeredAt, nextTryAt: Date.now() + wait, tries };
  };

  const verdict = (error: CallFailed, { endpoint, announced }: Found): Connection => {
    const { code, status, detail } = error;
    if (code === "unreachable" || code === "timeout") return away(endpoint);
    if (code === "no-endpoint" && status !== null && proxyDown.has(status)) return away(endpoint);
    if (code === "token-required") return { state: "token-required", endpoint };
    if (code === "token-refused" || code === "too-many-guesses") {
      return { state: "token-refused", endpoint, triesLeft: detail?.triesLeft ?? 0 };
    }
    if (code === "wrong-version") {
      return { state: "other-version", endpoint, versions: detail?.versions ?? [], sdk: detail?.sdk ?? null };
    }
    return { state: "no-endpoint", endpoint, status, announced, refused: code === "not-found" };
  };

  return {
    connection,
    hello,
    get target() {
      return target;
    },
    look,
    failed(error) {
      const found = find();
      if (found === null || connection.value.state !== "live") return;
      const next = verdict(error, found);
      // A command that was refused says nothing of the connection.
      if (next.state !== "no-endpoint" || error.code === "no-endpoint" || next.refused) become(next);
    },
    answered() {
      answeredAt = Date.now();
    },
  };
}
