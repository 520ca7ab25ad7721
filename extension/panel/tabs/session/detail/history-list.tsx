/** The history of a value: its changes since the panel opened. */

import type { VNode } from "preact";
import type { Cause } from "sessionscope/protocol";
import { parseStored } from "../../../../json/parse.ts";
import { isWithin, type Path, pathId, pathText } from "../../../../json/path.ts";
import { countsRevisions } from "../../../engine.ts";
import type { LoggedChange } from "../../../session/known/changes.ts";
import type { Words } from "../../../session/known/words.ts";
import { hasTimeline } from "../../../session/tree/timeline-link.tsx";
import { Button } from "../../../widgets/button.tsx";
import { FromNow } from "../../../widgets/countdown.tsx";
import { CutLine } from "../../../widgets/cut-line.tsx";
import { Scalar } from "../../../widgets/tree-value.tsx";
import { Visible } from "../../../widgets/visible.tsx";
import type { SessionTab } from "../state.ts";
import "./history-list.css";

interface HistoryProps {
  readonly tab: SessionTab;
  readonly changes: readonly LoggedChange[];
  readonly path: Path;
}

export function HistoryList({ tab, changes, path }: HistoryProps): VNode {
  const { panel, words, historyAt: chosen } = tab;
  const { text, now } = panel;
  const counts = countsRevisions(panel.hello.value);
  const at = changes.includes(chosen.value!) ? chosen.value : changes[0];
  return (
    <div
      class={`hist ${counts ? "" : "without-revisions"}`}
      role="listbox"
      aria-label={text("sessionHistoryOf", pathText(path))}
      tabIndex={0}
      aria-activedescendant={`history-${changes.indexOf(at!)}`}
      onKeyDown={(event) => {
        const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (by === undefined) return;
        event.preventDefault();
        chosen.value = changes[Math.max(0, Math.min(changes.indexOf(at!) + by, changes.length - 1))]!;
      }}
    >
      {changes.map((change, index) => (
        // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus
        // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the list's
        <div
          key={`${change.revision} ${pathId(change.path)}`}
          id={`history-${index}`}
          role="option"
          aria-selected={change === at}
          onClick={() => {
            chosen.value = change;
          }}
        >
          <span class="r">{counts && change.revision}</span>
          <span class={`cut ${change.cause?.by === "panel" ? "" : "mono"}`} title={titleOf(change.cause, words)}>
            {words.by(change.cause)}
          </span>
          <span class="dim num nb">{change.cause !== null && <FromNow at={change.cause.at} now={now} />}</span>
          <CutLine class="what">
            <span class={{ added: "c-ok", changed: "", removed: "c-err" }[change.kind]}>
              {{ added: "+ ", changed: "", removed: "− " }[change.kind]}
            </span>
            <bdi>
              {pathText(isWithin(change.path, path) ? change.path.slice(path.length) : change.path) ||
                pathText(change.path.slice(-1))}
            </bdi>{" "}
            {change.before !== null && <Raw text={change.before} />}
            {change.before !== null && change.after !== null && <span class="to"> → </span>}
            {change.after !== null && <Raw text={change.after} />}
          </CutLine>
          {change.earlier.map((earlier) => (
            <CutLine key={earlier.revision} class="earlier dim">
              {counts
                ? text("historyBefore", words.earlier(earlier), `${earlier.revision}`)
                : text("historyBeforePlain", words.earlier(earlier))}
            </CutLine>
          ))}
        </div>
      ))}
    </div>
  );
}

/** The request, and the id that its response carries in the `Sessionscope` header. */
const titleOf = (cause: Cause | null, words: Words): string =>
  cause?.request === undefined ? words.by(cause) : `${words.by(cause)} · ${cause.request}`;

/** Offers the value as it was after the selected change. */
export function HistoryFoot({ tab, changes }: HistoryProps): VNode {
  const { panel, rowActions, reader, overlay, historyAt } = tab;
  const { text } = panel;
  const at = changes.includes(historyAt.value!) ? historyAt.value! : changes[0]!;
  const current = overlay.textAt(at.path) === at.after;
  const whyNot = tab.source.readOnly.value;
  const possible = !current && at.after !== null && !at.cut && panel.connected.value && reader.session.value !== null;
  return (
    <div class="foot">
      <CutLine class="grow">
        {countsRevisions(panel.hello.value)
          ? text(current ? "historyCurrent" : "revision", `${at.revision}`)
          : current && text("historyCurrentPlain")}
      </CutLine>
      {at.cause !== null && hasTimeline(panel) && (
        <Button
          icon="timeline"
          label={text("timelineShowIn")}
          iconOnly
          onClick={() => panel.open("timeline", { cause: at.cause!, key: String(at.path[0]) })}
        />
      )}
      <Button
        icon="restore"
        label={text("historyRestore")}
        title={whyNot ?? undefined}
        disabled={!possible || whyNot !== null || isReadOnly(tab, at.path)}
        onClick={() => {
          if (at.after !== null) void rowActions.put(at.path, at.after);
        }}
      />
    </div>
  );
}

const isReadOnly = ({ reader }: SessionTab, [key]: Path): boolean =>
  reader.entries.value.some((entry) => entry.key === key && entry.readOnly);

function Raw({ text }: { text: string }): VNode {
  const parsed = parseStored(text);
  return parsed.ok ? (
    <Scalar text={text} node={parsed.node} hits={[]} />
  ) : (
    <span class="t-p">
      <Visible text={text} />
    </span>
  );
}
