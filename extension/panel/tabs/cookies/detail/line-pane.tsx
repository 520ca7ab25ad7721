/** The Set-Cookie line that was sent, the line for what the browser holds, and better lines. */

import type { VNode } from "preact";
import { formatSetCookie } from "../../../../cookies/set-cookie/write-attributes.ts";
import { CopyButton } from "../../../widgets/code-line.tsx";
import { Visible } from "../../../widgets/visible.tsx";
import type { CookieRow } from "../known/cookie-rows.ts";
import { maskedCookie } from "../masking/masked-text.ts";
import type { CookiesState } from "../state.ts";
import { SentLine, StretchLine } from "./refusal-pane.tsx";

const ignored = {
  unknown: "ignoredUnknown",
  unreadable: "ignoredUnreadable",
  "too-long": "ignoredTooLong",
  repeated: "ignoredRepeated",
  outranked: "ignoredOutranked",
} as const;

export function LinePane({ state, row }: { readonly state: CookiesState; readonly row: CookieRow }): VNode {
  const { text } = state.panel;
  const { line, cookie, advice } = row;
  const passedOver = line?.line.attributes.filter((one) => one.ignored !== null) ?? [];
  const masked = state.masking.isMasked(row);
  const better = advice.filter((one) => one.better !== null);
  return (
    <>
      <div class="col">
        {line === null ? (
          <div class="sect">
            <h2>{text("lineSent")}</h2>
            <p class="sub">{text("lineNotSeen")}</p>
          </div>
        ) : (
          <SentLine state={state} seen={line} faulty={passedOver} masked={masked} />
        )}
        {passedOver.length > 0 && (
          <div class="sect">
            <h2>{text("linePassedOver")}</h2>
            <dl class="kv">
              {passedOver.map((one) => (
                <>
                  <dt key={`${one.start} part`} class="mono">
                    <Visible text={one.raw} />
                  </dt>
                  <dd key={`${one.start} why`}>{text(ignored[one.ignored!])}</dd>
                </>
              ))}
            </dl>
          </div>
        )}
      </div>
      <div class="col">
        <div class="sect">
          <h2>{text("lineHeld")}</h2>
          <div class="codeline wrap">
            <code>
              <Visible text={formatSetCookie(masked ? maskedCookie(cookie) : cookie)} />
            </code>
            <CopyButton value={formatSetCookie(cookie)} hidden={masked} />
          </div>
        </div>
        {better.length > 0 && (
          <div class="sect fixes">
            <h2>{text("lineBetter")}</h2>
            {better.map((one) => (
              <div key={one.title.join()}>
                <p class="sub">{text(...one.title)}</p>
                <StretchLine line={one.better!} masked={masked} />
              </div>
            ))}
          </div>
        )}
      </div>
    </>
  );
}
