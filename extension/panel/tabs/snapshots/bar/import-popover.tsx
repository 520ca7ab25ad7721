/** The popover that takes a file with snapshots, or its text, and says what it holds. */

import type { RefObject, VNode } from "preact";
import { useSaid } from "../../../widgets/announce.ts";
import { Button } from "../../../widgets/button.tsx";
import { Icon } from "../../../widgets/icon.tsx";
import { Popover } from "../../../widgets/popover.tsx";
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
  const close = () => {
    importOpen.value = false;
  };
  const readFile = async (chosen: File | undefined) => {
    if (chosen !== undefined) snapshotImport.typed.value = await chosen.text();
  };
  return (
    <Popover anchor={anchor} label={text("cookieImport")} width={520} class="snapshot-pop" onClose={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void snapshotImport.store().then((all) => all && close());
        }}
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          void readFile(event.dataTransfer?.files[0]);
        }}
      >
        <h2>{text("cookieImport")}</h2>
        <div class="body">
          <span class="field area mono">
            <textarea
              class="text"
              rows={6}
              aria-label={text("snapshotImportText")}
              placeholder={text("snapshotImportHint")}
              spellcheck={false}
              value={snapshotImport.typed.value}
              onInput={(event) => {
                snapshotImport.typed.value = event.currentTarget.value;
              }}
            />
          </span>
          {file !== null && (
            <p class="hint says">
              <Icon name={file.ok ? "check" : "error"} class={file.ok ? "c-ok" : "c-err"} />
              {says}
            </p>
          )}
        </div>
        <div class="ft">
          <label class="btn text-only file">
            <input
              type="file"
              accept=".json,application/json"
              class="hid"
              onChange={(event) => void readFile(event.currentTarget.files?.[0])}
            />
            {text("importFile")}
          </label>
          <span class="spacer" />
          <Button label={text("cancel")} onClick={close} />
          <Button kind="primary" type="submit" label={text("cookieImport")} disabled={ready === 0} />
        </div>
      </form>
    </Popover>
  );
}
