/** The form "Add a key". */

import type { RefObject, VNode } from "preact";
import { parseStored } from "../../../json/parse.ts";
import { pathText } from "../../../json/path.ts";
import { byteSize } from "../../../json/print.ts";
import { useSaid } from "../../widgets/announce.ts";
import { Button } from "../../widgets/button.tsx";
import { bytes } from "../../widgets/format.ts";
import { Icon } from "../../widgets/icon.tsx";
import { Popover } from "../../widgets/popover.tsx";
import { kindOf, nodeOf, type Root } from "../../widgets/tree-rows.ts";
import { Glyph, kindNames } from "../../widgets/tree-value.tsx";
import type { ShownSession } from "../shown-session.ts";
import "./form.css";

export function AddPopover({
  shown,
  anchor,
}: {
  shown: ShownSession;
  anchor: RefObject<HTMLElement | null>;
}): VNode | null {
  const { addForm, panel } = shown;
  const { text } = panel;
  const { value: form } = addForm.filled;
  useSaid(form?.nameProblem ?? null, "assertive");
  if (form === null) return null;
  const { into, named, name, value, nameProblem, checked, ready, problem } = form;
  const title = into.length === 0 ? text("addTitle") : text("addTitleTo", pathText(into));
  const wrong = problem ?? (checked !== null && !checked.ok ? checked.sentence : null);
  return (
    <Popover anchor={anchor} label={title} width={372} onClose={addForm.close}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void addForm.submit();
        }}
      >
        <h2>{title}</h2>
        <div class="body">
          {named && (
            <div>
              <label class="label" for="add-name">
                {text("key")}
              </label>
              <div class={`field mono ${nameProblem === null ? "" : "is-bad"}`}>
                <input
                  id="add-name"
                  autocomplete="off"
                  spellcheck={false}
                  aria-invalid={nameProblem !== null}
                  aria-describedby="add-name-hint"
                  value={name}
                  onInput={(event) => addForm.fill({ name: event.currentTarget.value })}
                />
              </div>
              <p id="add-name-hint" class="hint is-bad with-icon">
                {nameProblem !== null && (
                  <>
                    <Icon name="error" />
                    <span>{nameProblem}</span>
                  </>
                )}
              </p>
            </div>
          )}
          <div>
            <label class="label" for="add-value">
              {text("addValue")}
            </label>
            <div class={`field area mono ${wrong === null ? "" : "is-bad"}`}>
              <textarea
                id="add-value"
                rows={3}
                spellcheck={false}
                aria-invalid={wrong !== null}
                aria-describedby="add-value-hint"
                value={value}
                onInput={(event) => addForm.fill({ value: event.currentTarget.value })}
              />
            </div>
            <p id="add-value-hint" class={`hint with-icon ${wrong === null ? "" : "is-bad"}`}>
              {wrong !== null ? (
                <>
                  <Icon name="error" />
                  <span>{wrong}</span>
                </>
              ) : (
                <What text={checked?.ok ? checked.to : null} say={text} />
              )}
            </p>
          </div>
        </div>
        <div class="ft">
          <Button label={text("cancel")} onClick={addForm.close} />
          <Button
            kind="primary"
            type="submit"
            label={text(into.length === 0 ? "sessionAdd" : "add")}
            keys="Ctrl+Enter"
            disabled={!ready}
          />
        </div>
      </form>
    </Popover>
  );
}

/** "dict, 2 keys, 29 B. Text without quotes is saved as a string." */
function What({ text, say }: { text: string | null; say: ShownSession["panel"]["text"] }): VNode {
  if (text === null) return <span>{say("bareText")}</span>;
  const root: Root = { key: "", text, state: "whole", size: byteSize(text), mask: null };
  const node = nodeOf(root);
  const kind = kindOf(root, node);
  const parsed = parseStored(text);
  const inside = !parsed.ok
    ? null
    : parsed.node.kind === "list"
      ? say(parsed.node.count === 1 ? "itemOne" : "itemMany", `${parsed.node.count}`)
      : parsed.node.kind === "dict"
        ? say(parsed.node.count === 1 ? "keyOne" : "keyMany", `${parsed.node.count}`)
        : null;
  const facts = [say(kindNames[kind]), inside, bytes(root.size)].filter((fact) => fact !== null);
  return (
    <>
      <Glyph kind={kind} />
      <span>
        {facts.join(", ")}. {say("bareText")}
      </span>
    </>
  );
}
