/** The actions of the toolbar. Its buttons, and the menu of narrow panels, show the same ones. */

import { undoActions } from "../../../undo-actions.ts";
import type { Action } from "../../../widgets/action.tsx";
import type { SessionTab } from "../state.ts";

export type SessionActions = ReturnType<typeof sessionActions>;

export function sessionActions({ panel, rowActions, commands, reader, expiryOpen }: SessionTab) {
  const { text } = panel;
  const disabled = !panel.connected.value || reader.session.value === null || commands.busy.value;
  return {
    add: { label: text("sessionAdd"), icon: "plus", keys: "Insert", run: () => rowActions.add(null) },
    ...undoActions(panel),
    expiry: {
      label: text("sessionExpiry"),
      fullName: text("sessionExpiryMenu"),
      icon: "clock",
      disabled,
      run() {
        expiryOpen.value = true;
      },
    },
    cycleKey: {
      label: text("sessionCycle"),
      title: text("sessionCycleTitle"),
      icon: "cycle",
      disabled,
      run: () => void commands.cycleKey(),
    },
    expireOnServer: {
      label: text("expireServer"),
      fullName: text("sessionExpireServer"),
      title: text("sessionExpireServerTitle"),
      icon: "expire",
      danger: true,
      disabled,
      run: () => void commands.run("expireOnServer"),
    },
    expireCookie: {
      label: text("expireCookie"),
      fullName: text("sessionExpireCookie"),
      title: text("sessionExpireCookieTitle"),
      icon: "cookie",
      danger: true,
      disabled,
      run: () => void commands.run("expireCookie"),
    },
    clear: {
      label: text("sessionClear"),
      fullName: text("sessionClearAll"),
      title: text("sessionClearTitle"),
      icon: "clear",
      danger: true,
      disabled,
      run: () => void commands.run("clear"),
    },
    flush: {
      label: text("sessionFlush"),
      fullName: text("sessionFlushAll"),
      title: text("sessionFlushTitle"),
      icon: "flush",
      danger: true,
      disabled,
      run: () => void commands.run("flush"),
    },
  } satisfies Readonly<Record<string, Action>>;
}
