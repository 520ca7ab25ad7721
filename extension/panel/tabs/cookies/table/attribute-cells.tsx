/** The cells of a cookie's attributes, and the icons of refusals and warnings. */

import type { VNode } from "preact";
import type { Field } from "../../../../cookies/refusal/reasons.ts";
import { Badge } from "../../../widgets/badge.tsx";
import { Icon } from "../../../widgets/icon.tsx";
import { sameSiteShown } from "../known/attribute-text.ts";
import { type CookieRow, severityAt } from "../known/cookie-rows.ts";
import type { CookiesState } from "../state.ts";

export interface CellProps {
  readonly state: CookiesState;
  readonly row: CookieRow;
}

interface FlagProps extends CellProps {
  readonly field: Field;
  readonly on: boolean;
  readonly name: string;
}

/** An attribute that is on or off. An attribute that is missing and should be there says why. */
export function Flag({ state, row, field, on, name }: FlagProps): VNode {
  const { text } = state.panel;
  const severity = severityAt(row, field);
  if (on && severity === null) return <Badge>{name}</Badge>;
  if (severity === null) return <None state={state} />;
  return (
    <span class={`flagged ${severity === "refused" ? "c-err" : "c-warn"}`} title={reasonAt(state, row, field)}>
      <Icon name={severity === "refused" ? "ban" : "warning"} />
      {on ? name : text("no")}
    </span>
  );
}

/** The icon of a field for which the browser refused the cookie, or for which there is a warning. */
export function FieldIcon({ state, row, field }: CellProps & { readonly field: Field }): VNode | null {
  const severity = severityAt(row, field);
  if (severity === null) return null;
  const reason = reasonAt(state, row, field);
  return (
    <span
      class={`mark-icon ${severity === "refused" ? "c-err" : "c-warn"}`}
      role="img"
      aria-label={reason}
      title={reason}
    >
      <Icon name={severity === "refused" ? "ban" : "warning"} />
    </span>
  );
}

function reasonAt({ panel: { text } }: CookiesState, row: CookieRow, field: Field): string {
  const reason = row.refused?.refusal.sentence ?? row.advice.find((one) => one.field === field)?.title;
  return reason === undefined ? "" : text(...reason);
}

const None = ({ state }: { readonly state: CookiesState }): VNode => (
  <span class="none">
    <span aria-hidden="true">–</span>
    <span class="hid">{state.panel.text("no")}</span>
  </span>
);

export function SameSite({ state, row }: CellProps): VNode {
  const { text } = state.panel;
  const word = sameSiteShown(row.cookie);
  const severity = severityAt(row, "sameSite");
  if (severity !== null) {
    return (
      <span class={`flagged ${severity === "refused" ? "c-err" : "c-warn"}`} title={reasonAt(state, row, "sameSite")}>
        <Icon name={severity === "refused" ? "ban" : "warning"} />
        {word ?? text("cookieNotSet")}
      </span>
    );
  }
  if (word !== null) return <Badge>{word}</Badge>;
  return (
    <span class="dim nb" title={text("cookieNotSetHint")}>
      {text("cookieNotSet")}
    </span>
  );
}

export function Partition({ state, row }: CellProps): VNode {
  const { text } = state.panel;
  const { partition } = row.cookie;
  if (severityAt(row, "partition") !== null) {
    return (
      <Flag state={state} row={row} field="partition" on={partition !== null} name={text("cookiePartitionedShort")} />
    );
  }
  if (partition === null) return <None state={state} />;
  return <Badge title={text("cookiePartitionOf", partition.topLevelSite)}>{text("cookiePartitioned")}</Badge>;
}

/** All attributes in one cell, for a table without room for their columns. */
export function Flags({ state, row: { cookie } }: CellProps): VNode {
  const { text } = state.panel;
  const word = sameSiteShown(cookie);
  return (
    <>
      {cookie.httpOnly && <Badge>{text("cookieHttpOnly")}</Badge>}
      {cookie.secure && <Badge>{text("cookieSecure")}</Badge>}
      {word !== null && <Badge>{word}</Badge>}
      {cookie.partition !== null && <Badge title={text("cookiePartitioned")}>{text("cookiePartitionedShort")}</Badge>}
    </>
  );
}

/** The icon of the most serious thing to say of the cookie. @param quiet leaves out mere information. */
export function Mark({ state, row, quiet = false }: CellProps & { readonly quiet?: boolean }): VNode | null {
  const { text } = state.panel;
  const [advice] = row.advice;
  if (row.refused) {
    const reason = `${text("cookieRefused")}: ${text(...row.refused.refusal.sentence)}`;
    return (
      <span class="mark-icon c-err" role="img" aria-label={reason} title={reason}>
        <Icon name="ban" />
      </span>
    );
  }
  if (advice === undefined || (quiet && advice.level === "info")) return null;
  const reason = advice.level === "warn" ? text(...advice.title) : `${text(...advice.title)}. ${text(...advice.text)}`;
  return (
    <span
      class={`mark-icon ${advice.level === "warn" ? "c-warn" : "dim"}`}
      role="img"
      aria-label={reason}
      title={reason}
    >
      <Icon name={advice.level === "warn" ? "warning" : "info"} />
    </span>
  );
}
