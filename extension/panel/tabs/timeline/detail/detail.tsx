/** The detail beside the list: what the current request did, or how two states differ. */

import type { VNode } from "preact";
import { Badge } from "../../../widgets/badge.tsx";
import { Button } from "../../../widgets/button.tsx";
import { Cut } from "../../../widgets/cut.tsx";
import { Diff } from "../../../widgets/diff.tsx";
import { Empty } from "../../../widgets/empty.tsx";
import { Icon } from "../../../widgets/icon.tsx";
import { MenuButton } from "../../../widgets/menu.tsx";
import { Sentence } from "../../../widgets/sentence.tsx";
import { showDetail } from "../../../widgets/split.tsx";
import type { KnownRequest } from "../known/request.ts";
import type { TimelineState } from "../state.ts";
import { Effect } from "../table/columns.tsx";
import { requestItems } from "../table/request-menu.ts";
import { Compared } from "./compared.tsx";
import { RequestFacts } from "./request-facts.tsx";
import { asideOf } from "./revision-aside.ts";

interface Props {
  readonly state: TimelineState;
}

export function Detail({ state }: Props): VNode | null {
  const { text } = state.panel;
  if (state.comparison.a.value !== null) return <Compared state={state} />;
  const { value: shown } = state.shown;
  if (shown === null) {
    const none = state.list.table.rows.value.length === 0;
    return none ? null : <Empty icon="timeline" title={text("timelineNoneChosen")} />;
  }
  const { request, detail, failure } = shown;
  const overlap = state.words.overlap(request);
  const sentence = failure ?? state.words.failure(request, detail?.message ?? null);
  return (
    <>
      <Top state={state} request={request} />
      <RequestFacts state={state} request={request} detail={detail} />
      {sentence !== null && (
        <div class={`note ${failure === null ? "err" : ""}`}>
          <Icon name={failure === null ? "error" : "info"} />
          <p>{sentence}</p>
        </div>
      )}
      {overlap !== null && (
        <div class="note warn">
          <Icon name="warning" />
          <p>
            <Sentence text={overlap.sentence}>
              <Button kind="link" label={overlap.who} onClick={() => state.list.show(overlap.other)} />
            </Sentence>
          </p>
        </div>
      )}
      {detail !== null && detail.changes.length === 0 && sentence === null && (
        <p class="unchanged dim">{text("timelineUnchanged")}</p>
      )}
      {detail !== null && detail.changes.length > 0 && (
        <Diff
          key={request.id}
          state={state.difference.diff}
          label={text("timelineDiffOf", state.words.name(request))}
          rowHeight={state.panel.options.value.rowHeight}
          // With an overlap the values before are those of a later revision, or of several.
          before={{
            name: text("timelineBefore"),
            ...asideOf(state.panel, overlap === null ? request.revisionBefore : null),
          }}
          after={{ name: text("timelineAfter"), ...asideOf(state.panel, request.revision) }}
          onOpen={state.difference.loadWhole}
        />
      )}
    </>
  );
}

function Top({ state, request }: Props & { readonly request: KnownRequest }): VNode {
  const { panel, words, comparison, jump } = state;
  const { text } = panel;
  return (
    <div class="top">
      <Cut class="mono strong" text={words.name(request)} />
      {request.status !== null && (
        <Badge kind={request.status >= 500 ? "err" : request.status >= 400 ? "warn" : "plain"}>{request.status}</Badge>
      )}
      <Effect state={state} request={request} tight />
      <span class="grow" />
      <Button
        class="not-narrow"
        label={text("timelineCompare")}
        title={text("timelineCompareHint")}
        icon="compare"
        fold="a"
        onClick={() => comparison.begin(request)}
      />
      <MenuButton label={text("more")} icon="more" iconOnly items={() => requestItems(state, request)} />
      <Button
        kind="line"
        label={text("timelineJump")}
        title={jump.hint(request)}
        icon="restore"
        short={text("timelineJumpShort")}
        disabled={!jump.possible(request)}
        onClick={() => void jump.to(request)}
      />
      <Button
        label={text("closeDetails")}
        keys="Esc"
        icon="close"
        iconOnly
        onClick={() => showDetail(state.split, false)}
      />
    </div>
  );
}
