/** The popovers of the toolbar: a new cookie, export, import. */

import { useSignal } from "@preact/signals";
import type { RefObject, VNode } from "preact";
import { formats } from "../../../../cookies/formats.ts";
import { useSaid } from "../../../widgets/announce.ts";
import { Button } from "../../../widgets/button.tsx";
import { Cut } from "../../../widgets/cut.tsx";
import { Segments } from "../../../widgets/field.tsx";
import { Icon } from "../../../widgets/icon.tsx";
import { Popover } from "../../../widgets/popover.tsx";
import { CookieForm } from "../form/cookie-form.tsx";
import type { CookiesState } from "../state.ts";

interface Props {
  readonly state: CookiesState;
  readonly anchor: RefObject<HTMLElement | null>;
}

export function AddPopover({ state, anchor }: Props): VNode | null {
  const { text } = state.panel;
  const { value: fields } = state.adding;
  const tried = useSignal(false);
  if (fields === null) return null;
  const { value: problem } = state.addingProblem;
  const add = () => {
    tried.value = true;
    void state.add();
  };
  // An empty form is not wrong yet.
  const told = tried.value || fields.name !== "" || problem?.field !== "name";
  return (
    <Popover anchor={anchor} label={text("addCookie")} width={400} class="cookie-pop" onClose={state.stopAdding}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        <h2>{text("addCookie")}</h2>
        <div class="body">
          <CookieForm
            state={state}
            fields={fields}
            problem={told ? problem : null}
            secret={state.addingHidden.value}
            onType={state.typeNew}
          />
        </div>
        <div class="ft">
          <Button label={text("cancel")} onClick={state.stopAdding} />
          <Button kind="primary" type="submit" label={text("add")} disabled={told && problem !== null} />
        </div>
      </form>
    </Popover>
  );
}

export function ExportPopover({ state, anchor }: Props): VNode {
  const { text } = state.panel;
  const { transfer } = state;
  const { value: format } = transfer.format;
  const { value: exported } = transfer.exported;
  const { value: masked } = transfer.masked;
  const { length: count } = transfer.leaving.value;
  const copied = useSignal(false);
  const close = () => {
    state.opened.value = null;
  };
  const save = () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([exported], { type: "text/plain" }));
    link.download = transfer.file.value;
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <Popover anchor={anchor} label={text("cookieExport")} width={520} class="cookie-pop" onClose={close}>
      <h2>{count === 1 ? text("exportTitleOne") : text("exportTitle", `${count}`)}</h2>
      <div class="body">
        <Segments
          label={text("exportFormat")}
          value={format.name}
          choices={formats.map(({ name, title }) => ({ value: name, name: text(title) }))}
          onChange={(name) => {
            copied.value = false;
            transfer.choose(name);
          }}
        />
        <span class="field area mono">
          <textarea class="text" rows={10} readOnly aria-label={text("exportText")} value={transfer.preview.value} />
        </span>
        <p class="hint">
          {text(format.exportHint)}
          {masked.length > 0 &&
            ` ${masked.length === 1 ? text("exportMaskedOne") : text("exportMasked", `${masked.length}`)}`}
        </p>
      </div>
      <div class="ft">
        <Button label={text("exportSave")} icon="download" disabled={count === 0} onClick={save} />
        <Button
          kind="primary"
          label={text(copied.value ? "copied" : "copy")}
          disabled={count === 0}
          onClick={() => {
            copied.value = true;
            void state.copy(exported, masked);
          }}
        />
      </div>
    </Popover>
  );
}

export function ImportPopover({ state, anchor }: Props): VNode {
  const { text } = state.panel;
  const { transfer } = state;
  const { value: imported } = transfer.imported;
  const { length: ready } = transfer.ready.value;
  const readAs = imported && text("importReadAs", text(imported.format.title), `${ready}`, `${imported.rows.length}`);
  useSaid(readAs);
  const close = () => {
    state.opened.value = null;
  };
  const take = async (file: File | undefined) => {
    if (file !== undefined) transfer.typed.value = await file.text();
  };
  return (
    <Popover anchor={anchor} label={text("cookieImport")} width={520} class="cookie-pop" onClose={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void transfer.apply().then((whole) => whole && close());
        }}
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          void take(event.dataTransfer?.files[0]);
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
              value={transfer.typed.value}
              onInput={(event) => {
                transfer.typed.value = event.currentTarget.value;
              }}
            />
          </span>
          {imported !== null && (
            <>
              <p class="hint">{readAs}</p>
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached with keys */}
              <ul class="import-rows" tabIndex={0}>
                {imported.rows.map((row) => (
                  <li key={row.place}>
                    <Icon name={row.cookie ? "check" : "error"} class={row.cookie ? "c-ok" : "c-err"} />
                    <Cut class="mono" text={row.label} />
                    <span class="sub">
                      {transfer
                        .wordsOn(row)
                        .map((words) => text(...words))
                        .join(" ")}
                    </span>
                  </li>
                ))}
              </ul>
            </>
          )}
        </div>
        <div class="ft">
          <label class="btn text-only file">
            <input type="file" class="hid" onChange={(event) => void take(event.currentTarget.files?.[0])} />
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
