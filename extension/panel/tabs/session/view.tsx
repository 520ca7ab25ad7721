/** The Session tab: facts, toolbar, the dictionary, and the value at hand. */

import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import type { Panel } from "../../state.ts";
import { Button } from "../../widgets/button.tsx";
import { CutLine } from "../../widgets/cut-line.tsx";
import { count, shortened } from "../../widgets/format.ts";
import { MenuButton } from "../../widgets/menu.tsx";
import { createSplit, detailShows, Split, type SplitState, showDetail } from "../../widgets/split.tsx";
import { StatusItem } from "../../widgets/status.tsx";
import { Strip } from "../../widgets/strip.tsx";
import { Facts } from "./bar/facts.tsx";
import { Actions } from "./bar/toolbar.tsx";
import { Detail } from "./detail/detail.tsx";
import type { SessionTab } from "./state.ts";
import { Dictionary } from "./tree/dictionary.tsx";
import { Nothing } from "./tree/no-keys.tsx";
import { expiryRule } from "./whole/expiry-form.ts";
import "./style.css";

/** Widths of the detail pane by the room there is, pixels. */
const detailWidth = (all: number) => (all < 1100 ? 336 : 400);

export const createSessionSplit = ({ remember }: Panel): SplitState => createSplit(remember, "session");

export interface SessionViewProps {
  readonly tab: SessionTab;
  readonly split: SplitState;
}

export function SessionView({ tab, split }: SessionViewProps): VNode | null {
  const { reader, panel, saver, shown } = tab;
  const summons = useSignal(0);
  if (reader.reading.value === null && reader.trouble.value === null) return null;
  const lives = reader.session.value !== null;
  return (
    <>
      <WaitingStrip tab={tab} />
      <Facts tab={tab} />
      <Actions tab={tab} split={split} />
      {lives && (shown.roots.value.length > 0 || saver.pending.value.size > 0 || shown.ghosts.value.length > 0) ? (
        <Split
          state={split}
          defaultWidth={detailWidth}
          main={
            <Dictionary
              tab={tab}
              openJson={() => {
                showDetail(split, true);
                tab.detailTab.value = "json";
                summons.value += 1;
              }}
              openDetail={() => {
                showDetail(split, true);
                tab.tree.focus();
              }}
              closeDetail={() => {
                if (!detailShows(split)) return false;
                showDetail(split, false);
                return true;
              }}
              onChoose={() => {
                if (split.mode.peek() === "sheet") showDetail(split, true);
              }}
            />
          }
          detail={<Detail tab={tab} split={split} summons={summons.value} />}
        />
      ) : (
        <Nothing tab={tab} />
      )}
      {reader.trouble.value !== null && panel.live.value && (
        <Strip kind="warn" icon="warning">
          <span class="cut" title={reader.trouble.value}>
            {reader.trouble.value}
          </span>
          <span class="spacer" />
          <Button kind="line" small label={panel.text("awayTry")} onClick={() => void reader.read()} />
        </Strip>
      )}
    </>
  );
}

/** Edits that were made while the server was away, or whose session is gone. */
function WaitingStrip({ tab }: { tab: SessionTab }): VNode | null {
  const { saver, panel, reader } = tab;
  const { text } = panel;
  const { length } = saver.waiting.value;
  if (length === 0 || !panel.live.value) return null;
  const savable = reader.session.value !== null;
  return (
    <Strip kind="warn" icon="pencil">
      <CutLine>
        <b class="strong">{length === 1 ? text("waitingOne") : text("waitingMany", count(length))}</b>{" "}
        {text(savable ? (length === 1 ? "waitingBackOne" : "waitingBack") : "waitingGone")}
      </CutLine>
      <span class="spacer" />
      <Button small label={text("waitingDiscard")} onClick={() => saver.discard()} />
      {savable && <Button kind="line" small label={text("save")} onClick={() => void saver.saveWaiting()} />}
    </Strip>
  );
}

/** Keys whose changes are not announced, each a press away from being heard again. */
function Muted({ tab }: { tab: SessionTab }): VNode | null {
  const { muted, panel, tree } = tab;
  const { text } = panel;
  const keys = [...muted.keys.value];
  if (keys.length === 0) return null;
  const unmute = (key?: string) => () => {
    muted.unmute(key);
    tree.focus();
  };
  return (
    <MenuButton
      small
      icon="bell-off"
      label={text(keys.length === 1 ? "mutedOne" : "mutedMany", count(keys.length))}
      title={text("mutedTitle")}
      items={[
        ...keys.map((key) => ({ name: text("unmuteKey", shortened(key, longestKey)), onSelect: unmute(key) })),
        ...(keys.length > 1 ? ["line" as const, { name: text("unmuteAll"), onSelect: unmute() }] : []),
      ]}
    />
  );
}

/** UTF-16 units of a key in the menu. */
const longestKey = 30;

export function SessionStatus({ tab }: { tab: SessionTab }): VNode {
  const { panel, counts, reader, news, words, tree } = tab;
  const { text, hello } = panel;
  const { keys, values, invalid, conflicts, waiting } = counts.value;
  const { value: session } = reader.session;
  const { value: flood } = news.flood;
  const { value: found } = tree.found;
  if (session === null) return <StatusItem>{text("statusNone")}</StatusItem>;
  const some = (number: number, one: string, many: string) => text(number === 1 ? one : many, count(number));
  return (
    <>
      <StatusItem>
        {found === null
          ? `${some(keys, "keyOne", "keyMany")}, ${some(values, "valueOne", "valueMany")}`
          : text("statusFound", count(found), some(values, "valueOne", "valueMany"))}
      </StatusItem>
      {invalid > 0 && (
        <StatusItem icon="error" kind="err">
          {text("statusInvalid", count(invalid))}
        </StatusItem>
      )}
      {conflicts > 0 && (
        <StatusItem icon="warning" kind="warn">
          {some(conflicts, "statusConflict", "statusConflicts")}
        </StatusItem>
      )}
      {waiting > 0 && (
        <StatusItem icon="pencil" kind="warn">
          {text("statusWaiting", count(waiting))}
        </StatusItem>
      )}
      <Muted tab={tab} />
      <span class="spacer" />
      {flood !== null ? (
        <StatusItem>
          <span class="c-chg">{text("sessionFlashMany", count(flood.count), words.byAll(flood.causes))}</span>
        </StatusItem>
      ) : (
        <span class="not-narrow dim">{hello.value === null ? "" : expiryRule(session.expiry, hello.value, text)}</span>
      )}
      <span class="only-narrow lo">{text("revision", count(session.revision))}</span>
    </>
  );
}
