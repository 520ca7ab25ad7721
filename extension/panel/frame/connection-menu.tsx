/** The server that the panel talks to, in the corner of the tab strip, with a menu of all endpoints of the page and its frames. */

import type { VNode } from "preact";
import { useCallback, useRef, useState } from "preact/hooks";
import type { Connection } from "../server/connection.ts";
import type { Panel } from "../state.ts";
import { Icon } from "../widgets/icon.tsx";
import { Menu, type MenuItem } from "../widgets/menu.tsx";

const shapes: Readonly<Record<Connection["state"], { dot: string; says: string }>> = {
  looking: { dot: "", says: "connectionLooking" },
  "no-page": { dot: "", says: "connectionNone" },
  "no-endpoint": { dot: "", says: "connectionNone" },
  "not-allowed": { dot: "is-refused", says: "connectionNotAllowed" },
  "token-required": { dot: "is-waiting", says: "connectionToken" },
  "token-refused": { dot: "is-refused", says: "connectionTokenRefused" },
  "other-version": { dot: "is-refused", says: "connectionVersion" },
  live: { dot: "is-live", says: "connectionLive" },
  away: { dot: "is-waiting", says: "connectionAway" },
};

export function ConnectionMenu({ panel }: { panel: Panel }): VNode {
  const { text } = panel;
  const [open, setOpen] = useState(false);
  const anchor = useRef<HTMLButtonElement>(null);
  const close = useCallback(() => setOpen(false), []);
  const { value: connection } = panel.connection;
  const endpoint = "endpoint" in connection ? connection.endpoint : null;
  const { dot, says } = shapes[connection.state];
  const origin = endpoint?.origin ?? panel.page.value.origin;
  const where = origin === null ? text("connectionNoPage") : new URL(origin).host;
  const sentence = text(says, endpoint?.path ?? "");

  const choices: readonly MenuItem[] = panel.endpoints.value.map((one) => ({
    name: one.origin + one.path,
    checked: one.origin === endpoint?.origin && one.path === endpoint.path,
    title: one.origin + one.path,
    onSelect: () => void panel.choose(one),
  }));
  const items: readonly MenuItem[] = [
    { caption: sentence },
    ...choices,
    "line",
    { name: text("noEndpointLookAgain"), icon: "cycle", onSelect: panel.lookAgain },
    { name: text("reloadPage"), icon: "restore", onSelect: () => panel.platform.page.reload() },
    { name: text("options"), icon: "gear", onSelect: () => panel.platform.openOptions() },
  ];

  return (
    <>
      <button
        ref={anchor}
        type="button"
        class="btn text-only site"
        aria-haspopup="menu"
        aria-expanded={open}
        aria-label={`${where}. ${sentence}`}
        title={`${where}. ${sentence}`}
        onClick={() => setOpen(!open)}
      >
        <span class={`dot ${dot}`} />
        <span class="mono">{where}</span>
        <Icon name="chevron-down" class="chev" />
      </button>
      {open && <Menu label={text("connection")} anchor={anchor} items={items} onClose={close} />}
    </>
  );
}
