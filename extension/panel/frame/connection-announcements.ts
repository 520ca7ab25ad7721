/** Tells screen readers when the connection changes, and remembers where the app was last seen. */

import { onChange } from "../on-change.ts";
import type { Connection } from "../server/connection.ts";
import { isLoopback } from "../server/loopback.ts";
import type { Panel } from "../state.ts";

/** The app's origin until one was seen. */
export const usualOrigin = "http://localhost:3000";

/** Origin of the app on this machine that was inspected last. */
export const lastOrigin = ({ remember }: Pick<Panel, "remember">) => remember("lastOrigin", usualOrigin);

/** The heading of a state, which is also its announcement; null if the state is not announced. */
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
  /** The host that stopped answering; null if none did. */
  let lost: string | null = null;
  /** Whether the last announcement said that something is wrong. */
  let wrong = false;
  const tell = () => {
    const { value: now } = connection;
    const title = titleOf(now, text);
    if (title !== null) announce(title);
    if (now.state === "live") {
      const { host } = new URL(now.endpoint.origin);
      // A screen reader must not read the last announcement once it is out of date.
      if (wrong) announce(text(lost === host ? "awayBack" : "connected", host));
      if (isLoopback(now.endpoint.origin)) lastOrigin(panel).value = now.endpoint.origin;
    }
    // The panel first connects again to another project at the same address.
    if (now.state === "looking") return;
    wrong = title !== null;
    lost = now.state === "away" ? new URL(now.endpoint.origin).host : null;
  };
  // Each retry changes the countdown; announce only a change of the state.
  onChange(() => connection.value.state, tell, end);
}
