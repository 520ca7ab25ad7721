/** Why the browser refused a cookie, and corrected lines that it would store. */

import type { VNode } from "preact";
import type { RuleSource } from "../../../../cookies/refusal/reasons.ts";
import { type Stretch, textOf } from "../../../../cookies/set-cookie/edit-attributes.ts";
import type { Part } from "../../../../cookies/set-cookie/parse-line.ts";
import { Button } from "../../../widgets/button.tsx";
import { CopyButton } from "../../../widgets/code-line.tsx";
import { moment } from "../../../widgets/format.ts";
import { Icon } from "../../../widgets/icon.tsx";
import { MenuButton } from "../../../widgets/menu.tsx";
import { Visible } from "../../../widgets/visible.tsx";
import type { CookieRow } from "../known/cookie-rows.ts";
import type { SeenLine } from "../known/seen-lines.ts";
import { maskedStretches, piecesOf } from "../masking/masked-text.ts";
import type { CookiesState } from "../state.ts";

interface Props {
  readonly state: CookiesState;
  readonly row: CookieRow;
}

const standard = "https://httpwg.org/http-extensions/draft-ietf-httpbis-rfc6265bis.html";
/** Where each rule is written down: message id of its name, and its address. */
const rules = {
  parsing: ["ruleParsing", `${standard}#section-5.6`],
  "storage-model": ["ruleStorage", `${standard}#section-5.7`],
  prefixes: ["rulePrefixes", `${standard}#section-4.1.3`],
  partitioned: [
    "rulePartitioned",
    "https://developer.mozilla.org/docs/Web/Privacy/Guides/Privacy_sandbox/Partitioned_cookies",
  ],
  browser: ["ruleBrowser", "https://developer.mozilla.org/docs/Web/Privacy/Guides/Third-party_cookies"],
} as const satisfies Readonly<Record<RuleSource, readonly [string, string]>>;

export function RefusalPane({ state, row }: Props): VNode {
  const { text } = state.panel;
  const { seen, refusal, times, checked } = row.refused!;
  const [rule, address] = rules[refusal.rule];
  const masked = state.masking.isMasked(row);
  return (
    <>
      <div class="col">
        <div class="note err">
          <Icon name="ban" />
          <div class="grow">
            <p class="t">{text(seen.deletes ? "refusalTitleDelete" : "refusalTitle")}</p>
            <p class="sub">{text(...refusal.sentence)}</p>
          </div>
        </div>
        <SentLine state={state} seen={seen} faulty={refusal.faulty} masked={masked} />
      </div>
      <div class="col">
        {refusal.fixes.length > 0 && (
          <div class="sect fixes">
            <h2>{text("refusalFixes")}</h2>
            {refusal.fixes.map((fix) => (
              <div key={textOf(fix.line)}>
                <p class="sub">{text(...fix.when)}</p>
                <StretchLine line={fix.line} masked={masked} />
              </div>
            ))}
          </div>
        )}
        <div class="sect">
          <h2>{text("refusalHow")}</h2>
          <dl class="kv">
            <dt>{text("refusalReason")}</dt>
            <dd class="mono">{refusal.reason}</dd>
            <dt>{text("refusalRule")}</dt>
            <dd>
              <a href={address} target="_blank" rel="noreferrer">
                {text(rule)}
              </a>
            </dd>
            <dt>{text("refusalSeen")}</dt>
            <dd>
              <span class="wrap">
                {times === 1 ? text("refusalSentOnce") : text("refusalSentTimes", `${times}`)}{" "}
                {checked ? text("refusalNotHeld") : text("refusalNotChecked", seen.url.hostname)}
              </span>
            </dd>
          </dl>
        </div>
      </div>
    </>
  );
}

export function RefusalFoot({ state, row }: Props): VNode | null {
  const { text } = state.panel;
  const { fixes } = row.refused!.refusal;
  const [only, other] = fixes;
  if (only === undefined || row.refused!.seen.deletes) return null;
  return (
    <div class="foot">
      <span class="spacer" />
      {other === undefined ? (
        <Button kind="line" label={text("refusalSet")} onClick={() => void state.rowEdits.saveCorrected(row, only)} />
      ) : (
        <MenuButton
          kind="line"
          label={text("refusalSet")}
          items={fixes.map((fix) => ({
            name: text(...fix.when).replace(/:$/, ""),
            title: textOf(state.masking.isMasked(row) ? maskedStretches(fix.line) : fix.line),
            onSelect: () => void state.rowEdits.saveCorrected(row, fix),
          }))}
        />
      )}
    </div>
  );
}

/** The line that was sent, with some of its parts marked. */
export function SentLine({
  state,
  seen,
  faulty,
  masked,
}: {
  state: CookiesState;
  seen: SeenLine;
  faulty: readonly Part[];
  masked: boolean;
}): VNode {
  const { text, clock } = state.panel;
  return (
    <div class="sect">
      <h2>
        {text("lineSent")}
        <span class="dim request" title={seen.url.href}>
          {`${seen.method} ${seen.url.pathname} · ${moment(seen.at, clock.value)}`}
        </span>
      </h2>
      <div class="wrap-mono">
        {"Set-Cookie: "}
        {piecesOf(seen.line, faulty, masked).map(({ text, marked }, index) =>
          marked ? (
            <mark key={index} class="hot">
              <Visible text={text} />
            </mark>
          ) : (
            <Visible key={index} text={text} />
          ),
        )}
      </div>
    </div>
  );
}

/** A corrected line to copy, with its new parts marked. */
export const StretchLine = ({
  line,
  masked,
}: {
  readonly line: readonly Stretch[];
  readonly masked: boolean;
}): VNode => (
  <div class="codeline wrap">
    <code>
      {(masked ? maskedStretches(line) : line).map(({ text, added }, index) => {
        const shown = <Visible key={index} text={text} />;
        return added ? <ins key={index}>{shown}</ins> : shown;
      })}
    </code>
    <CopyButton value={textOf(line)} hidden={masked} />
  </div>
);
