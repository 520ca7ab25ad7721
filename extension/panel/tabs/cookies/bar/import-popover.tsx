/** The popover that takes a text or a file with cookies, and says what each piece of it would bring. */

import type { RefObject, VNode } from "preact";
import { useMemo } from "preact/hooks";
import type { ImportedRow } from "../../../../cookies/formats/format.ts";
import { useSaid } from "../../../widgets/announce.ts";
import { Button } from "../../../widgets/button.tsx";
import { Cut } from "../../../widgets/cut.tsx";
import { Icon } from "../../../widgets/icon.tsx";
import { Popover } from "../../../widgets/popover.tsx";
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
  const close = () => {
    transferOpen.value = null;
  };
  const readFile = async (file: File | undefined) => {
    if (file !== undefined) importText.value = await file.text();
  };
  return (
    <Popover anchor={anchor} label={text("cookieImport")} width={520} class="cookie-pop" onClose={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void cookieImport.store().then((all) => all && close());
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
              aria-label={text("importText")}
              placeholder={text("importHint")}
              spellcheck={false}
              value={importText.value}
              onInput={(event) => {
                importText.value = event.currentTarget.value;
              }}
            />
          </span>
          {imported !== null && (
            <>
              <p class="hint">{readAs}</p>
              <ImportedRows state={state} cookieImport={cookieImport} rows={imported.rows} />
            </>
          )}
        </div>
        <div class="ft">
          <label class="btn text-only file">
            <input type="file" class="hid" onChange={(event) => void readFile(event.currentTarget.files?.[0])} />
            {text("importFile")}
          </label>
          <span class="spacer" />
          <Button label={text("cancel")} onClick={close} />
          <Button
            kind="primary"
            type="submit"
            label={ready === 0 ? text("cookieImport") : text("importCount", `${ready}`)}
            disabled={ready === 0}
          />
        </div>
      </form>
    </Popover>
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
