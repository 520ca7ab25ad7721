/** The frame around the tabs: tab list, connection, strips, status line, and the screens in place of a tab. */

import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { ConnectionMenu } from "./connection-menu.tsx";
import "../tokens.css";
import "./frame.css";
import type { Panel } from "../state.ts";
import type { Tab } from "../tab.ts";
import { AnnounceContext } from "../widgets/announce.ts";
import { Button } from "../widgets/button.tsx";
import { CutLine } from "../widgets/cut-line.tsx";
import { keepFocus } from "../widgets/focus.ts";
import { moment } from "../widgets/format.ts";
import { late } from "../widgets/late.tsx";
import { StatusLine } from "../widgets/status.tsx";
import { Strip, UndoStrip } from "../widgets/strip.tsx";
import { TabList } from "../widgets/tab-list.tsx";
import { TextContext } from "../widgets/text.ts";
import { frameKeys } from "./keyboard.ts";
import { NextTry } from "./next-try.tsx";
import type { TabSlot, TabSlots } from "./tab-slots.ts";

const StateScreen = late(async () => (await import("./connection-screens.tsx")).StateScreen);
const Shortcuts = late(async () => (await import("./shortcuts.tsx")).Shortcuts);

/** Whether the tab has something to show. The last data stays while a server that answered once is down. */
const ready = (panel: Panel, { needs }: Tab): boolean => {
  const { value: connection } = panel.connection;
  if (connection.state === "no-page") return false;
  if (needs === "page") return true;
  return connection.state === "live" || (connection.state === "away" && panel.hello.value !== null);
};

export interface PanelViewProps {
  readonly panel: Panel;
  readonly tabs: TabSlots;
}

export function PanelView({ panel, tabs }: PanelViewProps): VNode {
  const { text, options, undo, liveRegions } = panel;
  const { value: current } = tabs.current;
  const shortcutsOpen = useSignal(false);
  const openShortcuts = () => {
    shortcutsOpen.value = true;
  };
  const root = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const end = new AbortController();
    const keys = frameKeys({
      panel,
      tabs,
      view: () => root.current!.querySelector<HTMLElement>(".view:not(.is-behind)"),
      openShortcuts,
    });
    document.body.addEventListener("keydown", keys, { signal: end.signal });
    const wake = () => document.visibilityState === "visible" && void panel.wake();
    keepFocus(root.current!, end.signal);
    document.addEventListener("visibilitychange", wake, { signal: end.signal });
    window.addEventListener("focus", wake, { signal: end.signal });
    return () => end.abort();
  }, []);

  if (current === undefined) return <div class="panel" />;
  const { value: strip } = undo.strip;
  return (
    <TextContext.Provider value={text}>
      <AnnounceContext.Provider value={panel.announce}>
        <div ref={root} class="panel" style={{ "--row": `${options.value.rowHeight}px` }}>
          <header class="tabs">
            <h1 class="hid">{text("extensionName")}</h1>
            <TabList
              class="list"
              label={text("extensionName")}
              prefix="tab"
              selected={current.tab.id}
              items={tabs.all.map(({ tab, opened }) => ({
                id: tab.id,
                name: text(tab.title),
                icon: tab.icon,
                count: opened.value?.count?.value ?? null,
              }))}
              onSelect={tabs.select}
            />
            <div class="right">
              <ConnectionMenu panel={panel} />
              <Button
                label={text("shortcuts")}
                keys="?"
                icon="help"
                iconOnly
                class="not-narrow"
                onClick={openShortcuts}
              />
              <Button label={text("options")} icon="gear" iconOnly onClick={() => panel.platform.openOptions()} />
            </div>
          </header>
          <main>
            <AwayStrip panel={panel} />
            <div class="views">
              {tabs.all.map((slot) => (
                <TabView key={slot.tab.id} panel={panel} slot={slot} behind={slot !== current} />
              ))}
            </div>
            {strip !== null && (
              <UndoStrip
                key={strip.count}
                sentence={strip.sentence}
                undoHint={strip.step === null ? undefined : (strip.step.hint ?? null)}
                failed={strip.failed}
                onUndo={() => void undo.undo(strip.step)}
                onDismiss={undo.dismiss}
              />
            )}
            {ready(panel, current.tab) && current.opened.value !== null && (
              <StatusLine>
                <current.opened.value.Status />
              </StatusLine>
            )}
          </main>
          <div class="hid" role="status">
            {liveRegions.polite.value}
          </div>
          <div class="hid" role="alert">
            {liveRegions.assertive.value}
          </div>
          {shortcutsOpen.value && (
            <Shortcuts
              tabs={tabs.all.map(({ tab }) => text(tab.title))}
              onClose={() => {
                shortcutsOpen.value = false;
              }}
            />
          )}
        </div>
      </AnnounceContext.Provider>
    </TextContext.Provider>
  );
}

/** A tab's content. It stays mounted behind other tabs and screens, so that it keeps its state. */
function TabView({ panel, slot, behind }: { panel: Panel; slot: TabSlot; behind: boolean }): VNode {
  const { tab } = slot;
  const { value: opened } = slot.opened;
  useEffect(() => {
    if (opened !== null) slot.markDrawn();
  }, [opened]);
  const good = ready(panel, tab);
  // While the panel still looks for the server there is nothing to say.
  const isLooking = panel.connection.value.state === "looking";
  return (
    <section
      id={`tab-panel-${tab.id}`}
      class={`view v-${tab.id} ${behind ? "is-behind" : ""}`}
      role="tabpanel"
      aria-labelledby={`tab-tab-${tab.id}`}
      inert={behind}
    >
      {!good && !isLooking && <StateScreen panel={panel} unsaved={opened?.unsaved?.value ?? 0} />}
      {opened !== null && (
        <div class="room" hidden={!good}>
          <opened.View />
        </div>
      )}
    </section>
  );
}

/** The strip over the last data that says that the server stopped answering. */
function AwayStrip({ panel }: { panel: Panel }): VNode | null {
  const { text } = panel;
  const { value: connection } = panel.connection;
  if (connection.state !== "away" || connection.answeredAt === null || panel.hello.value === null) return null;
  const { host } = new URL(connection.endpoint.origin);
  return (
    <Strip kind="warn" icon="plug">
      <CutLine>
        <b class="strong">{text("awayStrip", host)}</b>{" "}
        {text("awayStripState", moment(connection.answeredAt, Date.now()))}
      </CutLine>
      <span class="spacer" />
      <span class="sub not-narrow">
        <NextTry panel={panel} at={connection} />
      </span>
      <Button kind="line" small label={text("awayTry")} onClick={panel.lookAgain} />
    </Strip>
  );
}
