/** Tells screen readers when the connection changes, and remembers where the app was last seen. */

import { onChange } from "../on-change.ts";
import type { Connection } from "../server/connection.ts";
import { isLoopback } from "../server/loopback.ts";
import type { Panel } from "../state.ts";

/** Where the app is when it was never seen. */
export const usualOrigin = "http://localhost:3000";

/** Origin of the app that was last inspected on this machine. */
export const lastOrigin = ({ remember }: Pick<Panel, "remember">) => remember("lastOrigin", usualOrigin);

/** The heading of a state, which is also what is said of it; null: nothing is said. */
export function titleOf(connection: Connection, text: Panel["text"]): string | null {
  switch (connection.state) {
    case "looking":
    case "live":
      return null;
    case "no-page":
      return text("noPageTitle");
    case "not-allowed":
      return text("notAllowedTitle", new URL(connection.origin).hostname);
    case "no-endpoint":
      return text(
        connection.violation === null ? "noEndpointTitle" : "endpointFaultTitle",
        new URL(connection.endpoint.origin).host,
      );
    case "token-required":
      return text("tokenTitle");
    case "token-refused":
      return text("tokenRefusedTitle");
    case "other-version":
      return text("versionTitle", connection.versions.join(", "));
    case "away":
      return text("awayTitle", new URL(connection.endpoint.origin).host);
  }
}

type Told = Pick<Panel, "connection" | "announce" | "text" | "remember">;

export function followConnection(panel: Told, end: AbortSignal): void {
  const { connection, announce, text } = panel;
  /** Host that stopped answering; null: none. */
  let lost: string | null = null;
  /** Something is wrong, by the last that was said. */
  let wrong = false;
  const tell = () => {
    const { value: now } = connection;
    const title = titleOf(now, text);
    if (title !== null) announce(title);
    if (now.state === "live") {
      const { host } = new URL(now.endpoint.origin);
      // What was said last must not be heard when it is no longer so.
      if (wrong) announce(text(lost === host ? "awayBack" : "connected", host));
      if (isLoopback(now.endpoint.origin)) lastOrigin(panel).value = now.endpoint.origin;
    }
    // Another project at the same address is looked at anew first.
    if (now.state === "looking") return;
    wrong = title !== null;
    lost = now.state === "away" ? new URL(now.endpoint.origin).host : null;
  };
  // Each try changes the countdown; only another state is news.
  onChange(() => connection.value.state, tell, end);
}
