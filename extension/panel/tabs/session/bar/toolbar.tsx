/** The toolbar of the tab, with the forms that open from it. */

import type { RefObject, VNode } from "preact";
import { useCallback, useRef } from "preact/hooks";
import { AddPopover } from "../../../session/tree/late-parts.ts";
import { ActionButton, itemOf } from "../../../widgets/action.tsx";
import { DetailSwitch } from "../../../widgets/detail-switch.tsx";
import { FilterField } from "../../../widgets/field.tsx";
import { lateForm } from "../../../widgets/late.tsx";
import { MenuButton, type MenuItem } from "../../../widgets/menu.tsx";
import type { SplitState } from "../../../widgets/split.tsx";
import { DangerGroup, Separator, Toolbar } from "../../../widgets/toolbar.tsx";
import type { SessionTab } from "../state.ts";
import { canUndo } from "../whole/outlook.ts";
import { type SessionActions, sessionActions } from "./actions.ts";

const ExpiryPopover = lateForm(async () => (await import("./expiry-popover.tsx")).ExpiryPopover);

type Text = SessionTab["panel"]["text"];

export function SessionToolbar({ tab, split }: { tab: SessionTab; split: SplitState }): VNode {
  const { tree, addForm, expiryOpen } = tab;
  const { text } = tab.panel;
  const actions = sessionActions(tab);
  const addWide = useRef<HTMLButtonElement>(null);
  const addNarrow = useRef<HTMLButtonElement>(null);
  const expiry = useRef<HTMLButtonElement>(null);
  const more = useRef<HTMLSpanElement>(null);
  const closeExpiry = useCallback(() => {
    expiryOpen.value = false;
  }, []);
  const adding = { popup: "dialog", expanded: addForm.filled.value !== null } as const;
  return (
    <>
      <Toolbar label={text("session")}>
        <FilterField value={tree.filter} placeholder={text("sessionFilter")} toFirst={tree.toFirst} />
        <ActionButton ref={addWide} class="not-narrow" action={actions.add} {...adding} />
        <ActionButton ref={addNarrow} class="only-narrow" action={actions.add} iconOnly {...adding} />
        <ActionButton class="not-narrow" action={actions.undo} iconOnly />
        <ActionButton class="not-narrow" action={actions.redo} iconOnly />
        <Separator class="not-narrow" />
        <ActionButton
          ref={expiry}
          class="not-narrow"
          action={actions.expiry}
          fold="b"
          popup="dialog"
          chevron
          expanded={expiryOpen.value}
        />
        <ActionButton class="not-narrow" action={actions.cycleKey} fold="b" />
        <span class="spacer not-narrow" />
        <Destructive actions={actions} text={text} />
        <span ref={more} class="only-narrow">
          <MenuButton
            icon="more"
            iconOnly
            label={text("more")}
            items={() => everything(tab, actions)}
            menuWidth={264}
          />
        </span>
        <Separator class="not-narrow" />
        <DetailSwitch split={split} />
      </Toolbar>
      {addForm.filled.value !== null && <AddPopover shown={tab} anchor={visibleOf(addWide, addNarrow)} />}
      {expiryOpen.value && <ExpiryPopover tab={tab} anchor={visibleOf(expiry, buttonIn(more))} onClose={closeExpiry} />}
    </>
  );
}

function Destructive({ actions, text }: { actions: SessionActions; text: Text }): VNode {
  const { expireOnServer, expireCookie, clear, flush } = actions;
  const whyNoExpiring = expireOnServer.whyNot === null ? null : expireCookie.whyNot;
  return (
    <DangerGroup label={text("destructive")} class="not-narrow">
      <MenuButton
        kind="danger"
        icon="expire"
        label={text("sessionExpire")}
        fold="b"
        title={whyNoExpiring ?? undefined}
        disabled={expireOnServer.disabled || whyNoExpiring !== null}
        items={[expireOnServer, expireCookie].map((action) => itemOf(action, action.label))}
      />
      <ActionButton action={clear} fold="b" />
      <ActionButton action={flush} fold="b" />
    </DangerGroup>
  );
}

/** The menu that replaces the buttons where there is no room for them. */
const everything = ({ panel }: SessionTab, actions: SessionActions): readonly MenuItem[] => [
  itemOf(actions.undo),
  itemOf(actions.redo),
  "line",
  itemOf(actions.expiry),
  itemOf(actions.cycleKey),
  "line",
  { caption: panel.text(canUndo(panel, "flush") ? "sessionUndoableCaption" : "destructive") },
  itemOf(actions.expireOnServer),
  itemOf(actions.expireCookie),
  itemOf(actions.clear),
  itemOf(actions.flush),
];

type ButtonRef = RefObject<HTMLButtonElement | null>;

/** Of two buttons with the same action, the visible one. */
const visibleOf = (wide: ButtonRef, narrow: ButtonRef): ButtonRef => (wide.current?.checkVisibility() ? wide : narrow);

const buttonIn = (around: RefObject<HTMLElement | null>): ButtonRef => ({
  get current() {
    return around.current?.querySelector("button") ?? null;
  },
  set current(_) {},
});
