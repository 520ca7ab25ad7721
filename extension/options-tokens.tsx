/** The kept tokens by origin and project; the user can reveal and forget each. */

import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import type { OptionsState } from "./options-state.ts";
import type { KeptToken } from "./panel/options.ts";
import { Button } from "./panel/widgets/button.tsx";
import { CutLine } from "./panel/widgets/cut-line.tsx";
import { useText } from "./panel/widgets/text.ts";

/** The dots in place of a token. Their number does not tell its length. */
const hiddenLength = 12;

export function Tokens({ state }: { state: OptionsState }): VNode {
  const text = useText();
  const all = state.rows.value.flatMap(({ origin, site }) => site.tokens.map((kept) => ({ origin, kept })));
  return (
    <div class="card">
      <p class="set sub">{text(all.length === 0 ? "optionsTokensNone" : "optionsTokensHint")}</p>
      {all.length > 0 && (
        <table class="sites tokens">
          <thead>
            <tr class="head">
              <th scope="col">{text("optionsOrigin")}</th>
              <th scope="col">{text("optionsProject")}</th>
              <th scope="col">{text("token")}</th>
              <th scope="col">
                <span class="hid">{text("optionsForget")}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {all.map(({ origin, kept }) => (
              <TokenLine key={`${origin} ${kept.server}`} state={state} origin={origin} kept={kept} />
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}

function TokenLine({ state, origin, kept }: { state: OptionsState; origin: string; kept: KeptToken }): VNode {
  const text = useText();
  const revealed = useSignal(false);
  return (
    <tr class="row">
      <td class="mono cut" title={origin}>
        {origin}
      </td>
      <td class={kept.server === null ? "cut dim" : "mono cut"} title={kept.server ?? text("optionsAnyProject")}>
        {kept.server ?? text("optionsAnyProject")}
      </td>
      <td>
        <CutLine class="mono grow">{revealed.value ? kept.token : "•".repeat(hiddenLength)}</CutLine>
        <Button
          icon="eye"
          iconOnly
          small
          label={text("reveal")}
          pressed={revealed.value}
          onClick={() => {
            revealed.value = !revealed.value;
          }}
        />
      </td>
      <td class="end">
        <Button
          icon="close"
          iconOnly
          small
          label={text("optionsForgetOf", origin)}
          onClick={() => void state.forgetToken(origin, kept)}
        />
      </td>
    </tr>
  );
}
