/** The advice on the cookie, and what its value says once its encodings are undone. */

import type { VNode } from "preact";
import type { Advice } from "../../../../cookies/advice.ts";
import { type Decoded, momentsOf } from "../../../../cookies/decoders.ts";
import { visible } from "../../../../json/visible.ts";
import { engineName, isForeignCookie } from "../../../engine.ts";
import { Badge } from "../../../widgets/badge.tsx";
import { Button } from "../../../widgets/button.tsx";
import { Icon } from "../../../widgets/icon.tsx";
import { Visible } from "../../../widgets/visible.tsx";
import type { CookieRow } from "../known/cookie-rows.ts";
import { mask } from "../masking/mask.ts";
import type { CookiesState } from "../state.ts";
import { JsonText, JsonValue } from "./json-text.tsx";
import { momentAndAge } from "./moment-and-age.ts";
import { SignatureSection } from "./signature-section.tsx";

interface Props {
  readonly state: CookiesState;
  readonly row: CookieRow;
}

export function DecodedPane({ state, row }: Props): VNode {
  const { text } = state.panel;
  const { value: decoded } = state.detail.decoded;
  return (
    <>
      <div class="col">
        {row.advice.map((advice) => (
          <AdviceNote key={advice.title.join()} state={state} advice={advice} />
        ))}
        {decoded !== null && <Layers state={state} row={row} decoded={decoded} />}
        {decoded !== null && decoded.header !== null && (
          <div class="sect">
            <h2>{text("decodedHeader")}</h2>
            <div class="wrap-mono">
              <JsonText {...decoded.header} />
            </div>
          </div>
        )}
      </div>
      <div class="col">
        {decoded !== null && <Content state={state} row={row} decoded={decoded} />}
        {decoded?.signed != null && <SignatureSection key={row.id} state={state} row={row} signed={decoded.signed} />}
      </div>
    </>
  );
}

function AdviceNote({ state, advice }: { readonly state: CookiesState; readonly advice: Advice }): VNode {
  const { text } = state.panel;
  const { level } = advice;
  return (
    <div class={`note ${level === "warn" ? "warn" : ""}`}>
      <Icon name={level === "warn" ? "warning" : "info"} />
      <div class="grow">
        <p class="t">{text(...advice.title)}</p>
        <p class="sub">{text(...advice.text)}</p>
      </div>
    </div>
  );
}

function Layers({ state, row, decoded }: Props & { readonly decoded: Decoded }): VNode {
  const { text } = state.panel;
  const { layers } = decoded;
  const { part } = state.known.joined(row.cookie);
  return (
    <div class="sect">
      <h2>{text("decodedAs")}</h2>
      {layers.length > 0 ? (
        <ol class="chain">
          {layers.map((layer, index) => (
            <li key={index}>
              {index > 0 && <Icon name="chevron-right" />}
              <Badge kind={index === 0 ? "accent" : "plain"}>{layer}</Badge>
            </li>
          ))}
        </ol>
      ) : (
        <p class="sub">{notDecoded(state, row)}</p>
      )}
      {part !== null && (
        <p class="sub">
          {part.number === 0
            ? text("decodedCounts", `${part.of}`)
            : text("decodedPart", `${part.number}`, `${part.of}`)}
        </p>
      )}
    </div>
  );
}

/** The sentence for a value without a known encoding. */
function notDecoded({ panel }: CookiesState, { session, belongsTo, cookie }: CookieRow): string {
  const { text, hello } = panel;
  if (cookie.value === "") return text("decodedEmpty");
  if (!session) return text("decodedPlain");
  if (belongsTo !== null) return text("decodedCompanion", visible(belongsTo));
  if (isForeignCookie(hello.value)) return text("decodedSessionOther", visible(engineName(hello.value)));
  return text(hello.value?.store.kind === "client" ? "decodedSessionSealed" : "decodedSessionKey");
}

function Content({ state, row, decoded }: Props & { readonly decoded: Decoded }): VNode | null {
  const { text } = state.panel;
  const { content, layers } = decoded;
  if (content.kind === "sealed") {
    return (
      <div class="sect">
        <h2>{text("decodedContent")}</h2>
        <p class="sub">{content.by === null ? text("decodedSealed") : text("decodedSealedBy", content.by)}</p>
      </div>
    );
  }
  if (content.kind === "bytes") {
    return (
      <div class="sect">
        <h2>{text("decodedContent")}</h2>
        <p class="sub">{text("decodedBytes", `${content.size}`)}</p>
      </div>
    );
  }
  // Anyone can undo an encoding, so a masked value stays masked when it is decoded.
  const masked = state.masking.isMasked(row);
  const reveal = masked && (
    <Button kind="link" label={text("reveal")} title={text("cookieHidden")} onClick={() => state.masking.reveal(row)} />
  );
  if (content.kind === "json") {
    return (
      <div class="sect">
        <h2>
          {text(layers.includes("JWT") ? "decodedPayload" : "decodedContent")}
          {reveal}
        </h2>
        <JsonValue {...content.json} notes={notesOn(state, decoded)} masked={masked} />
      </div>
    );
  }
  if (content.text === "") return null;
  return (
    <div class="sect">
      <h2>
        {text(layers.length === 0 ? "value" : "decodedContent")}
        {reveal}
      </h2>
      <p class="wrap-mono">
        <Visible text={masked ? mask(content.text) : content.text} />
      </p>
    </div>
  );
}

/** The note on each number that is a time: "10:42:03, 14 min ago". */
function notesOn(state: CookiesState, decoded: Decoded): ReadonlyMap<string, string> {
  const now = state.panel.clock.value;
  return new Map([...momentsOf(decoded.content)].map(([key, at]) => [key, momentAndAge(state.panel, at, now)]));
}
