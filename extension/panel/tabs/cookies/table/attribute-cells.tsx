/** The cells of a cookie's attributes, and the marks of what is wrong with them. */

import type { VNode } from "preact";
import type { Field } from "../../../../cookies/refusal/reasons.ts";
import { Badge } from "../../../widgets/badge.tsx";
import { Icon } from "../../../widgets/icon.tsx";
import { sameSiteShown } from "../known/attribute-text.ts";
import { faultAt, type Row } from "../known/cookie-rows.ts";
import type { CookiesState } from "../state.ts";

export interface CellProps {
  readonly state: CookiesState;
  readonly row: Row;
}

interface FlagProps extends CellProps {
  readonly field: Field;
  readonly on: boolean;
  readonly name: string;
}

/** A badge, "–", or what is wrong with its absence. */
export function Flag({ state, row, field, on, name }: FlagProps): VNode {
  const { text } = state.panel;
  const fault = faultAt(row, field);
  if (on && fault === null) return <Badge>{name}</Badge>;
  if (fault === null) return <None state={state} />;
  return (
    <span class={`fault ${fault === "refused" ? "c-err" : "c-warn"}`} title={faultWords(state, row, field)}>
      <Icon name={fault === "refused" ? "ban" : "warning"} />
      {on ? name : text("no")}
    </span>
  );
}

/** Marks the cell of a fact that was refused or could be better. */
export function Fault({ state, row, field }: CellProps & { readonly field: Field }): VNode | null {
  const fault = faultAt(row, field);
  if (fault === null) return null;
  const words = faultWords(state, row, field);
  return (
    <span class={`mark-icon ${fault === "refused" ? "c-err" : "c-warn"}`} role="img" aria-label={words} title={words}>
      <Icon name={fault === "refused" ? "ban" : "warning"} />
    </span>
  );
}

function faultWords({ panel: { text } }: CookiesState, row: Row, field: Field): string {
  const words = row.refused?.refusal.sentence ?? row.advice.find((one) => one.field === field)?.title;
  return words === undefined ? "" : text(...words);
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
  const fault = faultAt(row, "sameSite");
  if (fault !== null) {
    return (
      <span class={`fault ${fault === "refused" ? "c-err" : "c-warn"}`} title={faultWords(state, row, "sameSite")}>
        <Icon name={fault === "refused" ? "ban" : "warning"} />
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
  if (faultAt(row, "partition") !== null) {
    return (
      <Flag state={state} row={row} field="partition" on={partition !== null} name={text("cookiePartitionedShort")} />
    );
  }
  if (partition === null) return <None state={state} />;
  return <Badge title={text("cookiePartitionOf", partition.topLevelSite)}>{text("cookiePartitioned")}</Badge>;
}

/** All attributes in one cell, where there is no room for columns. */
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

/** The gravest thing to say of the cookie. `quiet`: only what is wrong. */
export function Mark({ state, row, quiet = false }: CellProps & { readonly quiet?: boolean }): VNode | null {
  const { text } = state.panel;
  const [advice] = row.advice;
  if (row.refused) {
    const words = `${text("cookieRefused")}: ${text(...row.refused.refusal.sentence)}`;
    return (
      <span class="mark-icon c-err" role="img" aria-label={words} title={words}>
        <Icon name="ban" />
      </span>
    );
  }
  if (advice === undefined || (quiet && advice.level === "info")) return null;
  const words = advice.level === "warn" ? text(...advice.title) : `${text(...advice.title)}. ${text(...advice.text)}`;
  return (
    <span class={`mark-icon ${advice.level === "warn" ? "c-warn" : "dim"}`} role="img" aria-label={words} title={words}>
      <Icon name={advice.level === "warn" ? "warning" : "info"} />
    </span>
  );
}
