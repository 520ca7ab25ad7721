/** The actions of the toolbar. Its buttons, and the menu of narrow panels, show the same ones. */

import { isForeignCookie, whyNot, whyNotOnServer } from "../../../engine.ts";
import { undoActions } from "../../../undo-actions.ts";
import type { Action } from "../../../widgets/action.tsx";
import type { SessionTab } from "../state.ts";
import { type Act, outlookOf } from "../whole/outlook.ts";

export type SessionActions = ReturnType<typeof sessionActions>;

export function sessionActions({ panel, rowActions, commands, reader, expiryOpen }: SessionTab) {
  const { text } = panel;
  const isCookie = isForeignCookie(panel.hello.value);
  /** The tooltip, with what undoing will not bring back. */
  const saying = (title: string, act: Act) => {
    const outlook = outlookOf(panel, act, reader.entries.value);
    return outlook === null ? title : `${title}. ${outlook}`;
  };
  const disabled = !panel.connected.value || reader.session.value === null || commands.busy.value;
  return {
    add: {
      label: text("sessionAdd"),
      icon: "plus",
      keys: "Insert",
      whyNot: rowActions.whyNoKey.value,
      run: () => rowActions.add(null),
    },
    ...undoActions(panel),
    expiry: {
      label: text("sessionExpiry"),
      fullName: text("sessionExpiryMenu"),
      icon: "clock",
      disabled,
      whyNot: whyNot(panel, "session.setExpiry"),
      run() {
        expiryOpen.value = true;
      },
    },
    cycleKey: {
      label: text("sessionCycle"),
      title: text("sessionCycleTitle"),
      icon: "cycle",
      disabled,
      whyNot: whyNot(panel, "session.cycleKey"),
      run: () => void commands.cycleKey(),
    },
    expireOnServer: {
      label: text("expireServer"),
      fullName: text("sessionExpireServer"),
      title: saying(text("sessionExpireServerTitle"), "flush"),
      icon: "expire",
      danger: true,
      disabled,
      whyNot: whyNotOnServer(panel),
      run: () => void commands.run("expireOnServer"),
    },
    expireCookie: {
      label: text("expireCookie"),
      fullName: text("sessionExpireCookie"),
      title: text(isCookie ? "sessionExpireForeignTitle" : "sessionExpireCookieTitle"),
      icon: "cookie",
      danger: true,
      disabled,
      whyNot: whyNot(panel, "session.expire"),
      run: () => void commands.run("expireCookie"),
    },
    clear: {
      label: text("sessionClear"),
      fullName: text("sessionClearAll"),
      title: saying(text("sessionClearTitle"), "clear"),
      icon: "clear",
      danger: true,
      disabled,
      whyNot: whyNot(panel, "session.clear"),
      run: () => void commands.run("clear"),
    },
    flush: {
      label: text("sessionFlush"),
      fullName: text("sessionFlushAll"),
      title: saying(text(isCookie ? "sessionFlushCookieTitle" : "sessionFlushTitle"), "flush"),
      icon: "flush",
      danger: true,
      disabled,
      whyNot: whyNot(panel, "session.flush"),
      run: () => void commands.run("flush"),
    },
  } satisfies Readonly<Record<string, Action>>;
}
