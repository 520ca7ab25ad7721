/** What a failed call says of the connection. */

import type { CallFailed } from "./client.ts";
import type { Connection } from "./connection.ts";
import type { Found } from "./endpoints.ts";

/** Milliseconds between tries: the first, the second, … */
const backOff = [1000, 2000, 4000, 8000, 15_000];
/** The HTTP statuses a proxy answers while the server behind it is away. */
const proxyDown = new Set([502, 503, 504]);

export interface Before {
  /** The connection until the call failed. */
  readonly connection: Connection;
  /** Milliseconds since the epoch of the last answer; null: none yet. */
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
      // The project that refused the last token asks again: the refusal stays.
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
