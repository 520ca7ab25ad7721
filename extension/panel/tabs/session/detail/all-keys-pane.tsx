/** All keys as one JSON text: to be read, copied, and edited as a whole. */

import { useComputed } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect } from "preact/hooks";
import { sameLines } from "../../../../json/lines.ts";
import { pathId } from "../../../../json/path.ts";
import { copyText } from "../../../copy.ts";
import { allKeys, dictOf } from "../../../session/edits/all-keys.ts";
import { prettyValue } from "../../../session/edits/documents.ts";
import { DocumentState } from "../../../session/json/json-pane.tsx";
import { countedKeys } from "../../../snapshots/snapshot.ts";
import { Button } from "../../../widgets/button.tsx";
import { JsonEditor, longestMarked } from "../../../widgets/json-editor.tsx";
import type { Text } from "../../../widgets/text.ts";
import type { SessionTab } from "../state.ts";

/** The path of the dictionary itself, and its id among the documents. */
const whole = [] as const;
const wholeId = pathId(whole);

export function AllPane({ tab }: { tab: SessionTab }): VNode {
  const { panel, documents, overlay, reader } = tab;
  const { text } = panel;
  const all = useComputed(() => allKeys(overlay.roots.value)).value;
  const stored = useComputed(() => prettyValue(allKeys(overlay.roots.value).text)).value;
  const document = documents.open.value.get(wholeId);
  useEffect(() => {
    for (const key of all.cut) void reader.whole(key).catch(() => {});
  }, [all.cut.join()]);
  if (all.cut.length > 0 && document === undefined) return <p class="json-none dim">{text("detailLoading")}</p>;

  const typed = document?.typed ?? stored;
  const type = () => {
    const seen = overlay.roots.peek().flatMap(({ key, state, readOnly }) => {
      const expected = state === "locked" || readOnly ? null : overlay.expected(key);
      return expected === null ? [] : [[key, expected] as const];
    });
    return (to: string) => documents.type(whole, to, stored, dictOf(seen));
  };
  const long = document === undefined || typed.length > longestMarked;
  const edited = long ? [] : sameLines(stored.split("\n"), typed.split("\n"));
  const marks = new Map(edited.flatMap((old, index) => (old === -1 ? [[index, "edit"] as const] : [])));
  return (
    <JsonEditor
      of={wholeId}
      label={text("allJson")}
      text={typed}
      readOnly={reader.session.value === null || tab.source.readOnly.value !== null}
      marks={marks}
      problem={document === undefined || document.checked.ok ? null : document.checked}
      onType={type}
      onSave={() => void documents.save(wholeId)}
    />
  );
}

function leftOutText(text: Text, number: number, hasReadOnly: boolean): string {
  if (hasReadOnly) return text("allLeftOutFixed", countedKeys(text, number));
  return text(number === 1 ? "allLeftOutOne" : "allLeftOut", `${number}`);
}

export function AllFoot({ tab }: { tab: SessionTab }): VNode {
  const { panel, documents, overlay } = tab;
  const { text } = panel;
  const document = documents.open.value.get(wholeId);
  const hasReadOnly = useComputed(() => overlay.roots.value.some(({ readOnly }) => readOnly)).value;
  const { leftOut } = useComputed(() => allKeys(overlay.roots.value)).value;
  return (
    <div class="foot">
      <span class="grow cut">
        {document !== undefined ? (
          <DocumentState shown={tab} document={document} />
        ) : leftOut > 0 ? (
          leftOutText(panel.text, leftOut, hasReadOnly)
        ) : null}
      </span>
      <Button
        icon="copy"
        label={text("copyJson")}
        onClick={() => void copyText(panel, document?.typed ?? prettyValue(allKeys(overlay.roots.peek()).text))}
      />
      {document !== undefined && (
        <>
          <Button label={text("revert")} onClick={() => documents.revert(wholeId)} />
          <Button
            kind="primary"
            label={text("save")}
            keys="Ctrl+S"
            disabled={!document.checked.ok}
            onClick={() => void documents.save(wholeId)}
          />
        </>
      )}
    </div>
  );
}
