/** The popover that takes a text or a file with cookies, and says what each piece of it would bring. */

import type { RefObject, VNode } from "preact";
import { useMemo } from "preact/hooks";
import type { ImportedRow } from "../../../../cookies/formats/format.ts";
import { useSaid } from "../../../widgets/announce.ts";
import { Cut } from "../../../widgets/cut.tsx";
import { Icon } from "../../../widgets/icon.tsx";
import * as widget from "../../../widgets/import-popover.tsx";
import { createCommandContext } from "../edits/command-context.ts";
import type { CookiesState } from "../state.ts";
import { type CookieImport, createCookieImport } from "../transfer/cookie-import.ts";

interface Props {
  readonly state: CookiesState;
  readonly anchor: RefObject<HTMLElement | null>;
}

export function ImportPopover({ state, anchor }: Props): VNode {
  const { panel, known, list, importText, transferOpen } = state;
  const cookieImport = useMemo(() => createCookieImport(createCommandContext(panel, known, list), importText), [state]);
  const { text } = panel;
  const { value: imported } = cookieImport.imported;
  const { length: ready } = cookieImport.ready.value;
  const readAs = imported && text("importReadAs", text(imported.format.title), `${ready}`, `${imported.rows.length}`);
  useSaid(readAs);
  return (
    <widget.ImportPopover
      anchor={anchor}
      typed={importText}
      field={{ label: text("importText"), hint: text("importHint") }}
      button={ready === 0 ? text("cookieImport") : text("importCount", `${ready}`)}
      disabled={ready === 0}
      onImport={() => cookieImport.store()}
      onClose={() => {
        transferOpen.value = null;
      }}
    >
      {imported !== null && (
        <>
          <p class="hint">{readAs}</p>
          <ImportedRows state={state} cookieImport={cookieImport} rows={imported.rows} />
        </>
      )}
    </widget.ImportPopover>
  );
}

interface RowsProps {
  readonly state: CookiesState;
  readonly cookieImport: CookieImport;
  readonly rows: readonly ImportedRow[];
}

function ImportedRows({ state, cookieImport, rows }: RowsProps): VNode {
  const { text } = state.panel;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reached with the keyboard.
    <ul class="import-rows" tabIndex={0}>
      {rows.map((row) => (
        <li key={row.place}>
          <Icon name={row.cookie ? "check" : "error"} class={row.cookie ? "c-ok" : "c-err"} />
          <Cut class="mono" text={row.label} />
          <span class="sub">
            {cookieImport
              .notesOn(row)
              .map((note) => text(...note))
              .join(" ")}
          </span>
        </li>
      ))}
    </ul>
  );
}
