/** The change log of the current cookie: what changed since the panel opened, and who changed it. */

import type { VNode } from "preact";
import type { Cookie } from "../../../../cookies/cookie.ts";
import { visible } from "../../../../json/visible.ts";
import { Ago } from "../../../widgets/countdown.tsx";
import { Visible } from "../../../widgets/visible.tsx";
import { domainShown, sameSiteShown } from "../known/attribute-text.ts";
import type { LoggedChange } from "../known/change-log.ts";
import { mask } from "../masking/mask.ts";
import type { CookiesState } from "../state.ts";

const kinds = {
  set: "changeLogSet",
  changed: "changeLogChanged",
  removed: "changeLogRemoved",
  expired: "expired",
  refused: "changeLogRefused",
} as const satisfies Readonly<Record<LoggedChange["kind"], string>>;

export function ChangeLogPane({ state }: { readonly state: CookiesState }): VNode {
  const { text, clock } = state.panel;
  const { value: changes } = state.detail.changes;
  if (changes.length === 0) return <p class="sect sub">{text("changeLogEmpty")}</p>;
  return (
    <ul class="change-log">
      {changes.map((change, index) => (
        <li key={index}>
          <Ago at={change.at} now={clock} />
          <span>{text(kinds[change.kind])}</span>
          <Author state={state} change={change} />
          <Difference state={state} change={change} />
        </li>
      ))}
    </ul>
  );
}

function Author({ state, change: { kind, by } }: { state: CookiesState; change: LoggedChange }): VNode {
  const { text } = state.panel;
  if (kind === "expired") return <span class="by" />;
  if (by === "unknown") {
    return (
      <span class="by cut" title={text("changeLogUnknownWhy")}>
        {text("changeLogUnknown")}
      </span>
    );
  }
  const name = by === "you" ? text("you") : by === "unseen" ? text("changeLogUnseen") : `${by.method} ${by.path}`;
  return (
    <span class="by cut" title={name}>
      {name}
    </span>
  );
}

/** How the cookie differs afterwards: its value, or its attributes. */
function Difference({ state, change: { before, after } }: { state: CookiesState; change: LoggedChange }): VNode | null {
  const { value: row } = state.list.table.current;
  const masked = row !== null && state.masking.isMasked(row);
  const value = (text: string) => (masked ? mask(text) : text);
  if (after === null) return null;
  if (before === null || before.value !== after.value) {
    return (
      <span class="what wrap-mono">
        {before !== null && before.value !== after.value && (
          <>
            <del>
              <Visible text={value(before.value)} />
            </del>{" "}
            {"→ "}
          </>
        )}
        <Visible text={value(after.value)} />
      </span>
    );
  }
  const differences = attributeDifferences(state, before, after);
  return differences.length === 0 ? null : <span class="what sub">{visible(differences.join(", "))}</span>;
}

function attributeDifferences({ panel: { text } }: CookiesState, before: Cookie, after: Cookie): readonly string[] {
  const yesNo = (yes: boolean) => text(yes ? "yes" : "no");
  return [
    domainShown(before) !== domainShown(after) && `${text("cookieDomain")} ${domainShown(after)}`,
    before.path !== after.path && `${text("path")} ${after.path}`,
    before.expiresAt !== after.expiresAt && text("changeLogExpiry"),
    before.httpOnly !== after.httpOnly && `${text("cookieHttpOnly")}: ${yesNo(after.httpOnly)}`,
    before.secure !== after.secure && `${text("cookieSecure")}: ${yesNo(after.secure)}`,
    before.sameSite !== after.sameSite && `${text("cookieSameSite")}: ${sameSiteShown(after) ?? text("cookieNotSet")}`,
  ].filter((difference) => difference !== false);
}
