/** What can be done with one snapshot, and what can be copied of it. */

import { copyText } from "../../../copy.ts";
import { saveAsFile } from "../../../save-as-file.ts";
import type { KeptSnapshot } from "../../../snapshots/kept.ts";
import type { MenuItem } from "../../../widgets/menu.tsx";
import type { SnapshotsState } from "../state.ts";
import { snapshotFile } from "../transfer/snapshot-file.ts";
import { nameOf } from "./names.ts";

type Fixtures = typeof import("../transfer/fixtures.ts");

export function fixtureItems({ panel }: Pick<SnapshotsState, "panel">, row: KeptSnapshot): readonly MenuItem[] {
  const { text } = panel;
  const copy = (write: (fixtures: Fixtures) => string) =>
    void import("../transfer/fixtures.ts").then((fixtures) => copyText(panel, write(fixtures)));
  return [
    // A test with Sessionscope's own sessions.
    ...(panel.hello.value?.engine === undefined
      ? [{ name: text("fixtureTest"), onSelect: () => copy(({ testFixture }) => testFixture(nameOf(text, row), row)) }]
      : []),
    { name: text("fixturePlaywright"), onSelect: () => copy(({ playwrightFixture }) => playwrightFixture(row)) },
    { name: text("formatJson"), onSelect: () => copy(({ jsonFixture }) => jsonFixture(row)) },
  ];
}

/** Saves snapshots as a file of this machine. */
export function saveSnapshots({ panel, kept }: SnapshotsState, rows: readonly KeptSnapshot[]): void {
  const origin = kept.origin.peek() ?? "";
  const host = URL.canParse(origin) ? new URL(origin).host.replace(/\W+/g, "-") : "server";
  const file = snapshotFile(rows, origin, (one) => nameOf(panel.text, one));
  saveAsFile(file, `snapshots-${host}.json`);
}

export function rowItems(state: SnapshotsState, row: KeptSnapshot): readonly MenuItem[] {
  const { panel, commands } = state;
  const { text } = panel;
  return [
    {
      name: text("rename"),
      icon: "pencil",
      keys: "F2",
      onSelect() {
        commands.naming.value = row.id;
      },
    },
    { name: text("exportSave"), icon: "download", onSelect: () => saveSnapshots(state, [row]) },
    { caption: text("fixtureCopy") },
    ...fixtureItems(state, row),
    "line",
    { name: text("delete"), icon: "trash", keys: "Delete", danger: true, onSelect: () => void commands.remove([row]) },
  ];
}
