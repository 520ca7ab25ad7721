/** The top of the detail pane: the path of the value, and buttons that copy it and close the pane. */

import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { useRef } from "preact/hooks";
import { assignmentCode } from "../../../../json/code.ts";
import { pathText } from "../../../../json/path.ts";
import { copyText } from "../../../copy.ts";
import { prettyValue } from "../../../session/edits/documents.ts";
import { Button } from "../../../widgets/button.tsx";
import { CopyButton } from "../../../widgets/code-line.tsx";
import { Icon } from "../../../widgets/icon.tsx";
import { Menu, type MenuItem } from "../../../widgets/menu.tsx";
import { type SplitState, showDetail } from "../../../widgets/split.tsx";
import type { TreeRow } from "../../../widgets/tree-rows.ts";
import { Glyph } from "../../../widgets/tree-value.tsx";
import { Visible } from "../../../widgets/visible.tsx";
import type { SessionTab } from "../state.ts";

export interface DetailTopProps {
  readonly tab: SessionTab;
  readonly row: TreeRow;
  readonly value: string | null;
  readonly split: SplitState;
}

export function DetailTop({ tab, row, value, split }: DetailTopProps): VNode {
  const { text } = tab.panel;
  const open = useSignal(false);
  const anchor = useRef<HTMLButtonElement>(null);
  const path = pathText(row.path);
  return (
    <div class="top">
      <Glyph kind={row.kind} />
      <span class="crumbs grow" title={path}>
        {row.path.map((step, index) => (
          <span key={index} class="crumb">
            {index > 0 && <Icon name="chevron-right" />}
            <Visible text={String(step)} />
          </span>
        ))}
      </span>
      {value !== null && (
        <>
          <CopyButton value={value} label={text("copyValue")} />
          <Button
            ref={anchor}
            icon="more"
            iconOnly
            label={text("copyAs")}
            popup="menu"
            expanded={open.value}
            onClick={() => {
              open.value = !open.value;
            }}
          />
          {open.value && (
            <Menu
              label={text("copyAs")}
              anchor={anchor}
              items={copyItems(tab, row, value)}
              onClose={() => {
                open.value = false;
              }}
            />
          )}
        </>
      )}
      <Button
        icon="close"
        iconOnly
        label={text("closeDetails")}
        keys="Esc"
        onClick={() => {
          showDetail(split, false);
          tab.tree.focus();
        }}
      />
    </div>
  );
}

/** The forms in which the value can be copied. */
function copyItems({ panel }: SessionTab, { path, kind }: TreeRow, value: string): readonly MenuItem[] {
  const { text } = panel;
  const copy = (content: string) => () => void copyText(panel, content);
  const isText = kind === "string" || kind === "date";
  return [
    { name: text("copyJson"), onSelect: copy(value) },
    { name: text("copyPretty"), onSelect: copy(prettyValue(value)) },
    ...(isText ? [{ name: text("copyText"), onSelect: copy(JSON.parse(value) as string) }] : []),
    // Another library's session may be one of another language.
    ...(panel.hello.value?.engine === undefined
      ? [
          {
            name: text("copyCode"),
            onSelect: () => copy(assignmentCode(path, value, panel.hello.value?.members ?? []))(),
          },
        ]
      : []),
    { name: text("copyPath"), onSelect: copy(pathText(path)) },
  ];
}
