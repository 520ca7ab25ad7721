/** The head of the detail: the name, what restoring would do, and the buttons. */

import type { VNode } from "preact";
import { keepsExpiry, whyNot } from "../../../engine.ts";
import { expiryRule } from "../../../session/expiry-rule.ts";
import type { KeptSnapshot } from "../../../snapshots/kept.ts";
import { countedKeys, keysIn, leftOutId } from "../../../snapshots/snapshot.ts";
import { Button } from "../../../widgets/button.tsx";
import { Cut } from "../../../widgets/cut.tsx";
import { EffectChips } from "../../../widgets/effect-chips.tsx";
import { Icon } from "../../../widgets/icon.tsx";
import { MenuButton } from "../../../widgets/menu.tsx";
import { showDetail } from "../../../widgets/split.tsx";
import { nameOf } from "../list/names.ts";
import { fixtureItems, saveSnapshots } from "../list/row-menu.ts";
import { isOfOther } from "../list/snapshot-table.tsx";
import type { SnapshotsState } from "../state.ts";
import { restoreSentence, whatIsRestored } from "./restore-words.ts";

interface Props {
  readonly state: SnapshotsState;
  readonly snapshot: KeptSnapshot;
}

export function DetailHead({ state, snapshot }: Props): VNode {
  const { panel, commands, comparison, reader, split } = state;
  const { text } = panel;
  const what = whatIsRestored(state, snapshot);
  const lacks = whyNot(panel, "session.restore");
  const rename = () => {
    commands.naming.value = snapshot.id;
  };
  return (
    <div class="restore-head">
      <div class="line">
        <Cut class="strong" text={nameOf(text, snapshot)} />
        <Button label={text("rename")} keys="F2" icon="pencil" iconOnly onClick={rename} />
        <span class="grow" />
        <MenuButton label={text("fixtureCopy")} icon="copy" iconOnly items={() => fixtureItems(state, snapshot)} />
        <Button label={text("exportSave")} icon="download" iconOnly onClick={() => saveSnapshots(state, [snapshot])} />
        <Button
          kind="primary"
          icon="restore"
          label={text("restore")}
          title={lacks ?? text("restoreHint")}
          disabled={lacks !== null || what.nothing || commands.busy.value || reader.reading.value === null}
          onClick={() => void commands.restore(snapshot, comparison.part())}
        />
        <Button
          label={text("closeDetails")}
          keys="Esc"
          icon="close"
          iconOnly
          onClick={() => showDetail(split, false)}
        />
      </div>
      {reader.reading.value !== null && (
        <div class="line says">
          <EffectChips counts={comparison.counts.value} tight />
          <span>{restoreSentence(state, snapshot, what)}</span>
          <ExpiryCheck state={state} snapshot={snapshot} />
        </div>
      )}
      <Notes state={state} snapshot={snapshot} />
    </div>
  );
}

function ExpiryCheck({ state, snapshot }: Props): VNode | null {
  const { panel, comparison } = state;
  const { text, hello } = panel;
  if (hello.value === null) return null;
  const { value: past } = comparison.isPast;
  const unkept = !keepsExpiry(hello.value, snapshot.expiry.kind);
  const why = past ? text("expiryPast") : unkept ? text("restoreExpiryUnkeepable") : undefined;
  return (
    <label class="check" title={why}>
      <input
        type="checkbox"
        checked={comparison.takesExpiry.value}
        disabled={past || unkept}
        onChange={() => {
          comparison.withExpiry.value = !comparison.withExpiry.peek();
        }}
      />
      {text("restoreExpiry")}
      <span class="dim">
        {text("inBrackets", past ? text("expired") : expiryRule(snapshot.expiry, hello.value, text))}
      </span>
    </label>
  );
}

/** What restoring cannot do, or the user should know before. */
function Notes({ state, snapshot }: Props): VNode | null {
  const { panel, reader, comparison } = state;
  const { text } = panel;
  const isNew = reader.reading.value !== null && reader.session.value === null;
  const { value: hidden } = comparison.hidden;
  const fixed = { readOnly: reader.entries.value.filter(({ readOnly }) => readOnly).length };
  const notes = [
    isOfOther(state, snapshot) && text("snapshotOtherProject"),
    isNew &&
      snapshot.hidden > 0 &&
      text(leftOutId(snapshot, "snapshotHiddenNew", "snapshotReadOnlyNew"), countedKeys(text, snapshot.hidden)),
    !isNew &&
      hidden > 0 &&
      text(leftOutId(fixed, "snapshotHiddenStays", "snapshotReadOnlyStays"), countedKeys(text, hidden)),
    keysIn(snapshot) === 0 && text("snapshotHoldsNothing"),
  ].filter((note) => note !== false);
  if (notes.length === 0) return null;
  return (
    <ul class="notes">
      {notes.map((note) => (
        <li key={note}>
          <Icon name="info" />
          {note}
        </li>
      ))}
    </ul>
  );
}
