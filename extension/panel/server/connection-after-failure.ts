/** Derives the state of the connection from a failed call. */

import type { CallFailed } from "./client.ts";
import type { Connection } from "./connection.ts";
import type { Found } from "./endpoints.ts";

/** Milliseconds before the next try: after the first failed one, the second, and so on. */
const backOff = [1000, 2000, 4000, 8000, 15_000];
/** The HTTP statuses that a proxy answers while the server behind it is away. */
const proxyDown = new Set([502, 503, 504]);

export interface Before {
  /** The connection before the call failed. */
  readonly connection: Connection;
  /** Time of the last answer, milliseconds since the epoch; null: none yet. */
  readonly answeredAt: number | null;
}

/** @param now milliseconds since the epoch. */
export function connectionAfter(
  { code, status, detail, message }: CallFailed,
  { endpoint, announced }: Found,
  { connection, answeredAt }: Before,
  now: number,
): Connection {
  const server = detail?.server ?? null;
  const isAway =
    code === "unreachable" ||
    code === "timeout" ||
    (code === "no-endpoint" && status !== null && proxyDown.has(status));
  if (isAway) {
    const tries = connection.state === "away" ? connection.tries + 1 : 1;
    const wait = backOff[Math.min(tries, backOff.length) - 1]!;
    return { state: "away", endpoint, answeredAt, nextTryAt: now + wait, tries };
  }
  switch (code) {
    case "not-allowed":
      return { state: "not-allowed", origin: endpoint.origin };
    case "token-required":
      // The project that refused the last token asks again, so the panel still shows the refusal.
      if (connection.state === "token-refused" && connection.server === server) return connection;
      return { state: "token-required", endpoint, server };
    case "token-refused":
    case "too-many-guesses":
      return { state: "token-refused", endpoint, server, triesLeft: detail?.triesLeft ?? null };
    case "wrong-version":
      return { state: "other-version", endpoint, versions: detail?.versions ?? [], sdk: detail?.sdk ?? null };
    default: {
      const violation = code === "bad-answer" || code === "too-much" ? message : null;
      return { state: "no-endpoint", endpoint, status, announced, refused: code === "not-found", violation };
    }
  }
}
