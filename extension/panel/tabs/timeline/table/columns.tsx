/** The columns of the timeline. */

import type { VNode } from "preact";
import { visible } from "../../../../json/visible.ts";
import { Badge } from "../../../widgets/badge.tsx";
import { EffectChips } from "../../../widgets/effect-chips.tsx";
import { iso, milliseconds, moment, trim } from "../../../widgets/format.ts";
import type { Column } from "../../../widgets/table.tsx";
import { Marked } from "../../../widgets/tree-value.tsx";
import type { KnownRequest } from "../known/request.ts";
import type { TimelineState } from "../state.ts";

interface CellProps {
  readonly state: TimelineState;
  readonly request: KnownRequest;
}

export function columnsOf(state: TimelineState): readonly Column<KnownRequest>[] {
  const { text } = state.panel;
  const column = (id: string, name: string, cell: (request: KnownRequest) => VNode, end = false) =>
    ({ id, name, end, unsorted: true, cell }) satisfies Column<KnownRequest>;
  return [
    column("time", text("expiryAmount"), ({ at }) => (
      <time class="mono num dim nb" title={iso(at)}>
        {moment(at, state.panel.clock.peek())}
      </time>
    )),
    column("method", text("timelineMethod"), (request) => <Method state={state} request={request} />),
    column("path", text("path"), (request) => <Path state={state} request={request} />),
    column("status", text("timelineStatus"), ({ status }) => <Status status={status} />),
    column("session", text("session"), (request) => <Effect state={state} request={request} />),
    column("ms", text("timelineMs"), (request) => <Milliseconds state={state} request={request} />, true),
  ];
}

function Method({ state: { words }, request }: CellProps): VNode {
  const own = request.by === "panel";
  const kind = own ? "c-accent" : request.method === "GET" || request.method === "HEAD" ? "mono dim" : "mono sub";
  return (
    <span class={`cut ${kind}`} title={words.by(request)}>
      {visible(words.method(request))}
    </span>
  );
}

function Path({ state: { words, list, comparison, panel }, request }: CellProps): VNode {
  const path = words.path(request);
  const disc = request === comparison.a.value ? "A" : request === comparison.b.value ? "B" : null;
  return (
    <>
      <span class="cut mono path" title={path}>
        <Marked text={path} hits={list.hits.value} />
      </span>
      {disc !== null && (
        <span class="disc" role="img" aria-label={panel.text("timelineState", disc)}>
          {disc}
        </span>
      )}
    </>
  );
}

const Status = ({ status }: Pick<KnownRequest, "status">): VNode => (
  <span class={`mono num ${status === null || status < 400 ? "dim" : status < 500 ? "c-warn" : "c-err"}`}>
    {status ?? ""}
  </span>
);

/** What it did to the session: three slots, or words in their place. */
export function Effect({ state: { words }, request, tight }: CellProps & { readonly tight?: boolean }): VNode {
  const { added, changed, removed, failure } = request;
  const counts = failure === null && added + changed + removed > 0;
  // In the column there is room for one word beside the counts; the detail has them all.
  const verdicts = words.verdicts(request).slice(0, counts && !tight ? 1 : undefined);
  return (
    <>
      {counts && <EffectChips counts={{ added, changed, removed }} tight={tight} />}
      {verdicts.map(({ says, kind }) =>
        kind === "dim" ? (
          <span key={says} class="dim">
            {says}
          </span>
        ) : (
          <Badge key={says} kind={kind}>
            {says}
          </Badge>
        ),
      )}
    </>
  );
}

/** The whole request where that is known, else the time that the session took. */
function Milliseconds({ state: { panel }, request }: CellProps): VNode {
  const { duration, loadTime, commitTime } = request;
  const session = loadTime === null && commitTime === null ? null : (loadTime ?? 0) + (commitTime ?? 0);
  const shown = duration ?? session;
  return (
    <span
      class="mono num dim"
      title={session === null ? undefined : panel.text("timelineMsHint", tookOf(loadTime), tookOf(commitTime))}
    >
      {shown === null ? "" : trim(duration === null ? shown : Math.round(shown))}
    </span>
  );
}

const tookOf = (time: number | null): string => (time === null ? "–" : milliseconds(time));
