/** The popover with the form for a new cookie. */

import { useSignal } from "@preact/signals";
import type { RefObject, VNode } from "preact";
import { Button } from "../../../widgets/button.tsx";
import { Popover } from "../../../widgets/popover.tsx";
import { CookieForm } from "../form/cookie-form.tsx";
import type { CookiesState } from "../state.ts";

interface Props {
  readonly state: CookiesState;
  readonly anchor: RefObject<HTMLElement | null>;
}

export function AddPopover({ state, anchor }: Props): VNode | null {
  const { addForm, panel } = state;
  const { text } = panel;
  const { value: fields } = addForm.fields;
  const submitted = useSignal(false);
  if (fields === null) return null;
  const { value: problem } = addForm.problem;
  // An empty name is a problem only once the user tried to add the cookie.
  const shown = submitted.value || fields.name !== "" || problem?.field !== "name" ? problem : null;
  return (
    <Popover anchor={anchor} label={text("addCookie")} width={400} class="cookie-pop" onClose={addForm.close}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submitted.value = true;
          void addForm.submit();
        }}
      >
        <h2>{text("addCookie")}</h2>
        <div class="body">
          <CookieForm
            state={state}
            fields={fields}
            problem={shown}
            secret={addForm.masked.value}
            onType={addForm.type}
          />
        </div>
        <div class="ft">
          <Button label={text("cancel")} onClick={addForm.close} />
          <Button kind="primary" type="submit" label={text("add")} disabled={shown !== null} />
        </div>
      </form>
    </Popover>
  );
}
