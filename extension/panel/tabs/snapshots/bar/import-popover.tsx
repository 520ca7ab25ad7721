/** The popover that takes a file with snapshots, or its text, and says what it holds. */

import type { RefObject, VNode } from "preact";
import { useSaid } from "../../../widgets/announce.ts";
import { Icon } from "../../../widgets/icon.tsx";
import * as widget from "../../../widgets/import-popover.tsx";
import type { SnapshotsState } from "../state.ts";
import { type FileProblem, fileVersion } from "../transfer/snapshot-file.ts";

interface Props {
  readonly state: SnapshotsState;
  readonly anchor: RefObject<HTMLElement | null>;
}

const problems = {
  "not-json": "snapshotFileNoJson",
  "not-snapshots": "snapshotFileOther",
  later: "snapshotFileLater",
} as const satisfies Record<FileProblem, string>;

export function ImportPopover({ state, anchor }: Props): VNode {
  const { panel, snapshotImport, importOpen } = state;
  const { text } = panel;
  const { value: file } = snapshotImport.file;
  const ready = file?.ok ? file.snapshots.length : 0;
  const says = file && (file.ok ? text("snapshotFileHolds", ready) : text(problems[file.problem], fileVersion));
  useSaid(says);
  return (
    <widget.ImportPopover
      anchor={anchor}
      typed={snapshotImport.typed}
      field={{ label: text("snapshotImportText"), hint: text("snapshotImportHint") }}
      accept=".json,application/json"
      button={text("cookieImport")}
      disabled={ready === 0}
      onImport={() => snapshotImport.store()}
      onClose={() => {
        importOpen.value = false;
      }}
    >
      {file !== null && (
        <p class="hint says">
          <Icon name={file.ok ? "check" : "error"} class={file.ok ? "c-ok" : "c-err"} />
          {says}
        </p>
      )}
    </widget.ImportPopover>
  );
}
