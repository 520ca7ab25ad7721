/** The details of a case, below its row: the lines, what came back, and where the rule is written. */

import type { VNode } from "preact";
import type { LabRule } from "../../../../cookies/lab/lab-case.ts";
import { formatSetCookie } from "../../../../cookies/set-cookie/write-attributes.ts";
import { CopyButton } from "../../../widgets/code-line.tsx";
import type { Text } from "../../../widgets/text.ts";
import { Visible } from "../../../widgets/visible.tsx";
import { type LabRow, reasonOf } from "../results/lab-rows.ts";
import { shownSent } from "../results/words.ts";
import type { LabState } from "../state.ts";

const standard = "https://httpwg.org/http-extensions/draft-ietf-httpbis-rfc6265bis.html";
const partitioned = "https://developer.mozilla.org/docs/Web/Privacy/Guides/Privacy_sandbox/Partitioned_cookies";

export function CaseDetails({ state, row }: { readonly state: LabState; readonly row: LabRow }): VNode {
  const { text } = state.panel;
  const { one, lines, result } = row;
  const done = result?.state === "done" ? result.seen.outcome : null;
  return (
    <dl class="kv details">
      <dt>{text("labReason")}</dt>
      <dd class="wrap">{text(...reasonOf(row))}</dd>
      <dt>{text("refusalRule")}</dt>
      <dd>
        <Rule rule={one.rule} text={text} />
      </dd>
      {lines.length > 0 && (
        <>
          <dt>{text("lineSent")}</dt>
          <dd>
            {lines.map((line) => (
              <Line key={line} line={line} />
            ))}
          </dd>
        </>
      )}
      {done !== null && (
        <>
          <dt>{text("lineHeld")}</dt>
          <dd>{done.stored === null ? "–" : <Line line={formatSetCookie(done.stored)} />}</dd>
          <dt>{text("labSentBack")}</dt>
          <dd class="wrap">{shownSent(done.sent, text).join(" · ")}</dd>
        </>
      )}
    </dl>
  );
}

function Rule({ rule, text }: { readonly rule: LabRule; readonly text: Text }): VNode {
  const [name, address] =
    rule === "partitioned"
      ? [text("rulePartitioned"), partitioned]
      : [text("labRule", rule), `${standard}#section-${rule}`];
  return (
    <a href={address} target="_blank" rel="noreferrer">
      {name}
    </a>
  );
}

const Line = ({ line }: { readonly line: string }): VNode => (
  <div class="codeline wrap">
    <code>
      <Visible text={line} />
    </code>
    <CopyButton value={line} />
  </div>
);
