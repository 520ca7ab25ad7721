/** The facts of the current value: its type, size and path, and who changed it last. */

import type { VNode } from "preact";
import { pathText } from "../../../../json/path.ts";
import { byteSize } from "../../../../json/print.ts";
import { lastCause } from "../../../session/known/attribution.ts";
import type { KnownEntry } from "../../../session/known/entry.ts";
import { TimelineLink } from "../../../session/tree/timeline-link.tsx";
import { CopyButton } from "../../../widgets/code-line.tsx";
import { bytes, iso, moment } from "../../../widgets/format.ts";
import { sizeOf, type TreeRow } from "../../../widgets/tree-rows.ts";
import { kindNames } from "../../../widgets/tree-value.tsx";
import type { SessionTab } from "../state.ts";

export function ValueFacts({ tab, row, value }: { tab: SessionTab; row: TreeRow; value: string | null }): VNode {
  const { panel, changeLog, words } = tab;
  const { text, now } = panel;
  const inside =
    row.count === null
      ? ""
      : `, ${text(
          row.kind === "list" ? (row.count === 1 ? "itemOne" : "itemMany") : row.count === 1 ? "keyOne" : "keyMany",
          `${row.count}`,
        )}`;
  const recorded = row.level === 1 ? ((row.root as KnownEntry).changed ?? null) : null;
  const cause = lastCause(changeLog.lastChange(row.path), recorded);
  return (
    <div class="sect facts-of">
      <dl class="kv">
        <dt>{text("detailType")}</dt>
        <dd>
          {text(kindNames[row.kind])}
          {inside}
        </dd>
        <dt>{text("size")}</dt>
        <dd>{bytes(value === null ? sizeOf(row) : byteSize(value))}</dd>
        <dt>{text("path")}</dt>
        <dd>
          <span class="mono cut">{pathText(row.path)}</span>
          <CopyButton value={pathText(row.path)} label={text("copyPath")} />
        </dd>
        {cause !== null && (
          <>
            <dt>{text("detailChanged")}</dt>
            <dd>
              <time dateTime={iso(cause.at)} title={iso(cause.at)}>
                {moment(cause.at, now.value)}
              </time>
              <span class="dim">{text("detailBy")}</span>
              <TimelineLink
                panel={panel}
                cause={cause}
                sessionKey={String(row.path[0])}
                who={words.by(cause)}
                class={cause.by === "request" ? "mono" : ""}
              >
                {words.by(cause)}
              </TimelineLink>
            </dd>
          </>
        )}
      </dl>
    </div>
  );
}
