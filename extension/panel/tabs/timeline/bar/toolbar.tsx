/** The toolbar of the tab, with the popover that opens from it. */

import type { RefObject, VNode } from "preact";
import { useRef } from "preact/hooks";
import { whyNot } from "../../../engine.ts";
import { undoActions } from "../../../undo-actions.ts";
import { type Action, ActionButton, itemOf } from "../../../widgets/action.tsx";
import { Check, flip } from "../../../widgets/check.tsx";
import { DetailSwitch } from "../../../widgets/detail-switch.tsx";
import { FilterField, Segments } from "../../../widgets/field.tsx";
import { lateForm } from "../../../widgets/late.tsx";
import { MenuButton, type MenuItem } from "../../../widgets/menu.tsx";
import { Separator, Toolbar } from "../../../widgets/toolbar.tsx";
import type { TimelineState } from "../state.ts";

const ExportPopover = lateForm(async () => (await import("./export-popover.tsx")).ExportPopover);

interface Props {
  readonly state: TimelineState;
}

export function TimelineToolbar({ state }: Props): VNode {
  const { panel, list, exportOpen, known } = state;
  const { text } = panel;
  const actions = actionsOf(state);
  const exporting = useRef<HTMLButtonElement>(null);
  const more = useRef<HTMLSpanElement>(null);
  /** The menu stands in for a button that there is no room for. */
  const anchorOf = (button: RefObject<HTMLElement | null>) => (button.current?.checkVisibility() ? button : more);
  const recording = known.facts.value?.recording ?? true;
  return (
    <>
      <Toolbar label={text("timeline")}>
        <ActionButton action={actions.record} iconOnly class={recording ? "is-recording" : ""} />
        <ActionButton action={actions.clear} iconOnly />
        <Separator />
        <FilterField value={list.typed} placeholder={text("timelineFilter")} toFirst={list.table.toFirst} />
        <Segments
          label={text("timelineWhose")}
          value={list.onlyOwn.value ? "own" : "all"}
          choices={[
            { value: "own", name: text("timelineOwn") },
            { value: "all", name: text("storeAll") },
          ]}
          onChange={(chosen) => {
            list.onlyOwn.value = chosen === "own";
          }}
        />
        <Check label={text("timelineOnlyChanges")} on={list.onlyChanges} class="not-narrow" />
        <Check
          label={text("timelinePreserve")}
          title={text("timelinePreserveHint")}
          on={list.preserve}
          class="only-wide"
        />
        <span class="spacer not-narrow" />
        <ActionButton action={actions.undo} iconOnly class="not-narrow" />
        <ActionButton action={actions.redo} iconOnly class="not-narrow" />
        <ActionButton action={actions.snapshot} fold="a" class="not-narrow" />
        <ActionButton
          ref={exporting}
          action={actions.export}
          fold="a"
          chevron
          popup="dialog"
          expanded={exportOpen.value}
          class="not-narrow"
        />
        <span ref={more} class="only-narrow">
          <MenuButton label={text("more")} icon="more" iconOnly items={() => moreItems(state, actions)} />
        </span>
        <DetailSwitch split={state.split} />
      </Toolbar>
      {exportOpen.value && <ExportPopover state={state} anchor={anchorOf(exporting)} />}
    </>
  );
}

function actionsOf(state: TimelineState) {
  const { panel, recorder, known, exportOpen } = state;
  const { text } = panel;
  const recording = known.facts.value?.recording ?? true;
  return {
    record: {
      label: text(recording ? "timelinePause" : "timelineResumeRecording"),
      icon: "record",
      keys: "Ctrl+E",
      disabled: !panel.connected.value,
      whyNot: known.observed.value ? null : whyNot(panel, "timeline.pause"),
      run: () => void recorder.toggle(),
    },
    clear: {
      label: text("timelineClear"),
      icon: "ban",
      disabled: !panel.connected.value,
      whyNot: known.observed.value ? null : whyNot(panel, "timeline.clear"),
      run: () => void recorder.clear(),
    },
    snapshot: {
      label: text("snapshotOne"),
      fullName: text("takeSnapshot"),
      title: text("takeSnapshotHint"),
      icon: "camera",
      disabled: !panel.connected.value,
      async run() {
        const { takeNamed } = await import("../../../snapshots/take-named.ts");
        await takeNamed(panel, panel.visit.peek()).catch((error: Error) => panel.undo.tell(error.message, true));
      },
    },
    export: {
      label: text("cookieExport"),
      icon: "download",
      run() {
        exportOpen.value = !exportOpen.peek();
      },
    },
    ...undoActions(panel),
  } as const satisfies Readonly<Record<string, Action>>;
}

/** The menu of a narrow panel, which has no room for the buttons. */
function moreItems({ panel, list }: TimelineState, actions: ReturnType<typeof actionsOf>): readonly MenuItem[] {
  const { text } = panel;
  const ticked = (name: string, on: typeof list.preserve): MenuItem => ({
    name,
    ticked: on.value,
    onSelect: () => flip(on),
  });
  return [
    itemOf(actions.undo),
    itemOf(actions.redo),
    itemOf(actions.snapshot),
    itemOf(actions.export),
    "line",
    ticked(text("timelineOwnOnly"), list.onlyOwn),
    ticked(text("timelineOnlyChanges"), list.onlyChanges),
    ticked(text("timelinePreserve"), list.preserve),
  ];
}
