/** The status line of the tab: counts, what is not saved, and the expiry rule of the session. */

import type { VNode } from "preact";
import { countsRevisions } from "../../../engine.ts";
import { expiryRule } from "../../../session/expiry-rule.ts";
import { count, shortened } from "../../../widgets/format.ts";
import { MenuButton } from "../../../widgets/menu.tsx";
import { StatusItem } from "../../../widgets/status.tsx";
import { mostSearched } from "../../../widgets/tree-filter.ts";
import type { SessionTab } from "../state.ts";

export function SessionStatus({ tab }: { tab: SessionTab }): VNode {
  const { panel, reader, highlights, words } = tab;
  const { text, hello } = panel;
  const { value: session } = reader.session;
  const { value: burst } = highlights.burst;
  if (session === null) return <StatusItem>{text("statusNone")}</StatusItem>;
  return (
    <>
      <HowMany tab={tab} />
      <Unsettled tab={tab} />
      <Muted tab={tab} />
      <span class="spacer" />
      {burst !== null ? (
        <StatusItem>
          <span class="c-chg">{text("sessionChangesMany", count(burst.count), words.byAll(burst.causes))}</span>
        </StatusItem>
      ) : (
        <span class="not-narrow dim">{hello.value === null ? "" : expiryRule(session.expiry, hello.value, text)}</span>
      )}
      {countsRevisions(hello.value) && <span class="only-narrow lo">{text("revision", count(session.revision))}</span>}
    </>
  );
}

function HowMany({ tab }: { tab: SessionTab }): VNode {
  const { panel, counts, tree } = tab;
  const { text } = panel;
  const { keys, values } = counts.value;
  const { value: found } = tree.found;
  const some = (number: number, one: string, many: string) => text(number === 1 ? one : many, count(number));
  const all = some(values, "valueOne", "valueMany");
  return (
    <>
      <StatusItem>
        {found === null ? `${some(keys, "keyOne", "keyMany")}, ${all}` : text("statusFound", count(found), all)}
      </StatusItem>
      {!tree.searchedAll.value && (
        <StatusItem icon="warning" kind="warn">
          {text("statusSearched", count(mostSearched))}
        </StatusItem>
      )}
    </>
  );
}

function Unsettled({ tab }: { tab: SessionTab }): VNode {
  const { text } = tab.panel;
  const { invalid, conflicts, waiting } = tab.counts.value;
  return (
    <>
      {invalid > 0 && (
        <StatusItem icon="error" kind="err">
          {text("statusInvalid", count(invalid))}
        </StatusItem>
      )}
      {conflicts > 0 && (
        <StatusItem icon="warning" kind="warn">
          {text(conflicts === 1 ? "statusConflict" : "statusConflicts", count(conflicts))}
        </StatusItem>
      )}
      {waiting > 0 && (
        <StatusItem icon="pencil" kind="warn">
          {text("statusWaiting", count(waiting))}
        </StatusItem>
      )}
    </>
  );
}

/** A menu of the muted keys, to unmute them. */
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
