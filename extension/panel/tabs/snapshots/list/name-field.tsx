/** The field that replaces the name of a snapshot while it gets another. Enter applies, Esc leaves it as it was. */

import type { VNode } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { type KeptSnapshot, longestName } from "../../../snapshots/kept.ts";
import type { SnapshotsState } from "../state.ts";
import { nameOf } from "./names.ts";

interface Props {
  readonly state: SnapshotsState;
  readonly row: KeptSnapshot;
}

export function NameField({ state, row }: Props): VNode {
  const { panel, commands, list } = state;
  const field = useRef<HTMLInputElement>(null);
  const isDone = useRef(false);
  useLayoutEffect(() => {
    field.current!.focus();
    field.current!.select();
  }, []);
  const close = (apply: boolean, stay: boolean) => {
    if (isDone.current) return;
    isDone.current = true;
    const name = field.current!.value;
    commands.naming.value = null;
    if (stay) list.table.focus();
    if (apply) void commands.rename(row, name);
  };
  return (
    <input
      ref={field}
      class="name-field"
      type="text"
      aria-label={panel.text("snapshotNameField")}
      maxLength={longestName}
      spellcheck={false}
      defaultValue={nameOf(panel.text, row)}
      onBlur={() => close(true, false)}
      onKeyDown={(event) => {
        if (event.key !== "Enter" && event.key !== "Escape") return;
        event.preventDefault();
        close(event.key === "Enter", true);
      }}
    />
  );
}
