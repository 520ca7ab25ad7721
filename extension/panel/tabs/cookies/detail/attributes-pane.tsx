/** The attributes of the current cookie in a form. A refused cookie has them as text. */

import type { VNode } from "preact";
import { Button } from "../../../widgets/button.tsx";
import { Cut } from "../../../widgets/cut.tsx";
import { CutLine } from "../../../widgets/cut-line.tsx";
import { fullMoment } from "../../../widgets/format.ts";
import { CookieForm } from "../form/cookie-form.tsx";
import { domainShown, sameSiteShown } from "../known/attribute-text.ts";
import type { CookieRow } from "../known/cookie-rows.ts";
import { maskedCookie } from "../masking/masked-text.ts";
import type { CookiesState } from "../state.ts";

interface Props {
  readonly state: CookiesState;
  readonly row: CookieRow;
}

export function AttributesPane({ state, row }: Props): VNode {
  const { drafts } = state;
  if (row.refused) return <Asked state={state} row={row} />;
  return (
    <form
      class="col"
      onSubmit={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        const save =
          event.key === "Enter" ? event.ctrlKey || event.metaKey || event.target instanceof HTMLInputElement : false;
        if (!save) return;
        event.preventDefault();
        void state.rowEdits.save(row);
      }}
    >
      <CookieForm
        state={state}
        fields={drafts.fieldsFor(row)}
        problem={drafts.problemShown.value ? drafts.problemOf(row) : null}
        secret={state.masking.isMasked(row)}
        onType={(change) => drafts.type(row, change)}
      />
    </form>
  );
}

/** The attributes that a refused line asked for. */
function Asked({ state, row }: Props): VNode {
  const { text } = state.panel;
  const cookie = state.masking.isMasked(row) ? maskedCookie(row.cookie) : row.cookie;
  const yesNo = (yes: boolean) => text(yes ? "yes" : "no");
  const facts = [
    [text("cookieName"), cookie.name],
    [text("value"), cookie.value],
    [text("cookieDomain"), domainShown(cookie)],
    [text("path"), cookie.path],
    [text("cookieExpires"), cookie.expiresAt === null ? text("cookieBrowserClose") : fullMoment(cookie.expiresAt)],
    [text("cookieHttpOnly"), yesNo(cookie.httpOnly)],
    [text("cookieSecure"), yesNo(cookie.secure)],
    [text("cookieSameSite"), sameSiteShown(cookie) ?? text("cookieNotSet")],
    [text("cookiePartitioned"), yesNo(cookie.partition !== null)],
  ] as const;
  return (
    <div class="col">
      <dl class="kv sect">
        {facts.map(([name, value]) => (
          <>
            <dt key={`${name} name`}>{name}</dt>
            <dd key={`${name} value`} class="mono">
              <Cut text={value} />
            </dd>
          </>
        ))}
      </dl>
    </div>
  );
}

/** The buttons for the draft, under every pane while there is one. */
export function DraftFoot({ state, row, showing }: Props & { readonly showing: boolean }): VNode | null {
  const { text } = state.panel;
  const { drafts } = state;
  const drafted = drafts.all.value.has(row.id);
  if (!drafted && !showing) return null;
  const problem = drafted ? drafts.problemOf(row) : null;
  return (
    <div class="foot">
      <CutLine class="grow">{drafted ? text(state.list.isOrphan(row) ? "draftOrphan" : "draftUnsaved") : ""}</CutLine>
      <Button label={text("revert")} disabled={!drafted} onClick={() => drafts.revert(row.id)} />
      <Button
        kind="primary"
        label={text("save")}
        keys="Ctrl+S"
        disabled={!drafted || problem !== null}
        onClick={() => void state.rowEdits.save(row)}
      />
    </div>
  );
}
