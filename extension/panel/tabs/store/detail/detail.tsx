/** The detail beside the table: facts of the current session, its keys to look at and to edit, and what can be done with it. */

import type { VNode } from "preact";
import { useRef } from "preact/hooks";
import { whyNot } from "../../../engine.ts";
import type { ShownSession } from "../../../session/shown-session.ts";
import { Dictionary } from "../../../session/tree/dictionary.tsx";
import { AddPopover, WaitingStrip } from "../../../session/tree/late-parts.ts";
import { Button } from "../../../widgets/button.tsx";
import { CopyButton } from "../../../widgets/code-line.tsx";
import { FromNow } from "../../../widgets/countdown.tsx";
import { Cut } from "../../../widgets/cut.tsx";
import { CutLine } from "../../../widgets/cut-line.tsx";
import { Empty } from "../../../widgets/empty.tsx";
import { fullMoment, iso, moment } from "../../../widgets/format.ts";
import { MenuButton } from "../../../widgets/menu.tsx";
import { showDetail } from "../../../widgets/split.tsx";
import { closesWithBrowser, isExpired, type StoredRow } from "../list/stored-row.ts";
import type { StoreState } from "../state.ts";
import { rowItems } from "../table/row-menu.ts";
import { DetailFoot } from "./foot.tsx";
import { ValueAsJson } from "./value-as-json.tsx";

interface RowProps {
  readonly state: StoreState;
  readonly row: StoredRow;
}

export function Detail({ state }: { readonly state: StoreState }): VNode | null {
  const { panel, list, chosen } = state;
  const { value: row } = list.table.current;
  const { value: shown } = chosen.shown;
  const anchor = useRef<HTMLDivElement>(null);
  const lacks = whyNot(panel, "store.read");
  if (row === null) {
    const none = list.table.rows.value.length === 0;
    return none ? null : <Empty icon="database" title={panel.text("storeNoneChosen")} />;
  }
  return (
    <>
      <Head state={state} row={row} />
      <Facts state={state} row={row} />
      {shown !== null && shown.pending.waiting.value.length > 0 && <WaitingStrip shown={shown} />}
      <div ref={anchor} class="values">
        {shown !== null && <Values state={state} shown={shown} />}
        {lacks !== null && <Cut class="json-none" text={lacks} />}
      </div>
      {shown !== null && <DetailFoot state={state} row={row} shown={shown} />}
      {shown !== null && shown.addForm.filled.value !== null && <AddPopover shown={shown} anchor={anchor} />}
    </>
  );
}

function Head({ state, row }: RowProps): VNode {
  const { text } = state.panel;
  return (
    <div class="top">
      <Cut class="grow mono" text={row.handle} />
      <CopyButton value={row.handle} label={text("storeCopyHandle")} />
      <MenuButton label={text("more")} icon="more" iconOnly items={() => rowItems(state, row)} />
      <Button
        label={text("closeDetails")}
        keys="Esc"
        icon="close"
        iconOnly
        onClick={() => {
          showDetail(state.chosen.split, false);
          state.list.table.focus();
        }}
      />
    </div>
  );
}

function Facts({ state, row }: RowProps): VNode {
  const { text, now, hello } = state.panel;
  const { modifiedAt, expiresAt, user } = row;
  const closes = closesWithBrowser(row, hello.value?.expireAtBrowserClose ?? false) && !isExpired(row, now.value);
  return (
    <dl class="kv session-facts">
      <dt>{text("storeUser")}</dt>
      <dd>{user === null ? <span class="dim">{text("storeNoUser")}</span> : <Cut text={user} />}</dd>
      {modifiedAt !== null && <dt>{text("factModified")}</dt>}
      {modifiedAt !== null && (
        <dd>
          <time class="num nb" dateTime={iso(modifiedAt)} title={iso(modifiedAt)}>
            {moment(modifiedAt, now.value)}
          </time>
          <CutLine class="dim">
            <FromNow at={modifiedAt} now={now} />
          </CutLine>
        </dd>
      )}
      {expiresAt !== null && <dt>{text("cookieExpires")}</dt>}
      {expiresAt !== null && (
        <dd>
          <time class="num nb" dateTime={iso(expiresAt)} title={iso(expiresAt)}>
            {closes ? text("cookieBrowserClose") : fullMoment(expiresAt)}
          </time>
          <CutLine class="dim">
            {closes ? text("storeAtLatest", fullMoment(expiresAt)) : <FromNow at={expiresAt} now={now} />}
          </CutLine>
        </dd>
      )}
    </dl>
  );
}

interface ValuesProps {
  readonly state: StoreState;
  readonly shown: ShownSession;
}

function Values({ state, shown }: ValuesProps): VNode | null {
  const { panel, chosen } = state;
  const { text } = panel;
  const { value: reading } = shown.reader.reading;
  const { value: failure } = shown.reader.failure;
  if (reading === null) return failure === null ? null : <Cut class="json-none" text={failure} />;
  const { value: row } = shown.tree.current;
  if (chosen.asJson.value && row !== null) return <ValueAsJson state={state} shown={shown} row={row} />;
  if (shown.overlay.roots.value.length === 0 && shown.ghosts.value.length === 0) {
    return reading.state === "live" ? (
      <Empty icon="type-dict" title={text("storeNoKeys")} />
    ) : (
      <Empty icon="expire" title={text("storeGoneTitle")}>
        {text("storeGoneText")}
      </Empty>
    );
  }
  const openJson = () => {
    chosen.asJson.value = true;
  };
  return (
    <Dictionary
      shown={shown}
      openJson={openJson}
      openDetail={openJson}
      closeDetail={() => {
        showDetail(chosen.split, false);
        state.list.table.focus();
        return true;
      }}
      onChoose={() => {}}
    />
  );
}
