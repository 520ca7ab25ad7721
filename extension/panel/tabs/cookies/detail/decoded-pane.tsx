/** What is wrong with the cookie, and what its value says once its encodings are undone. */

import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { checkSignature, isCheckable, type Verdict } from "../../../../cookies/decoders/signature.ts";
import { type Decoded, momentsOf, type Signed } from "../../../../cookies/decoders.ts";
import { useSaid } from "../../../widgets/announce.ts";
import { Badge } from "../../../widgets/badge.tsx";
import { Button } from "../../../widgets/button.tsx";
import { age, moment } from "../../../widgets/format.ts";
import { Icon } from "../../../widgets/icon.tsx";
import { Visible } from "../../../widgets/visible.tsx";
import { mask } from "../known/attribute-text.ts";
import type { Row } from "../known/cookie-rows.ts";
import type { CookiesState } from "../state.ts";
import { JsonText, JsonValue } from "./json-text.tsx";

interface Props {
  readonly state: CookiesState;
  readonly row: Row;
}

export function DecodedPane({ state, row }: Props): VNode {
  const { text } = state.panel;
  const { value: decoded } = state.decoded;
  return (
    <>
      <div class="col">
        {row.advice.map((advice) => (
          <div key={advice.title.join()} class={`note ${advice.level === "warn" ? "warn" : ""}`}>
            <Icon name={advice.level === "warn" ? "warning" : "info"} />
            <div class="grow">
              <p class="t">{text(...advice.title)}</p>
              <p class="sub">{text(...advice.text)}</p>
            </div>
          </div>
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
        {decoded?.signed != null && <Signature key={row.id} state={state} row={row} signed={decoded.signed} />}
      </div>
    </>
  );
}

function Layers({ state, row, decoded }: Props & { readonly decoded: Decoded }): VNode {
  const { text } = state.panel;
  const { layers } = decoded;
  const { part } = state.observed.whole(row.cookie);
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
        <p class="sub">{text(unknown(state, row))}</p>
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

/** What there is to say of a value in no form that is known. */
function unknown({ panel }: CookiesState, { session, cookie }: Row): string {
  if (cookie.value === "") return "decodedEmpty";
  if (!session) return "decodedPlain";
  return panel.hello.value?.store.kind === "client" ? "decodedSessionSealed" : "decodedSessionKey";
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
  // An encoding hides nothing: what is masked stays masked in it.
  const masked = state.isMasked(row);
  const reveal = masked && (
    <Button kind="link" label={text("reveal")} title={text("cookieHidden")} onClick={() => state.reveal(row)} />
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

/** "10:42:03, 14 min ago" behind the numbers that are times. */
function notesOn(state: CookiesState, decoded: Decoded): ReadonlyMap<string, string> {
  const now = state.panel.clock.value;
  return new Map([...momentsOf(decoded.content)].map(([key, at]) => [key, when(state, at, now)]));
}

function when({ panel: { text } }: CookiesState, at: number, now: number): string {
  const span = age(Math.abs(now - at));
  return `${moment(at, now)}, ${at <= now ? text("timeAgo", span) : text("timeAhead", span)}`;
}

const schemes = {
  django: "signedDjango",
  express: "signedExpress",
  "cookie-session": "signedCookieSession",
  flask: "signedFlask",
  sessionscope: "signedSessionscope",
  hono: "signedHono",
  "react-router": "signedReactRouter",
  "cookie-signature": "signedCookieSignature",
  rails: "signedRails",
  phoenix: "signedPhoenix",
  wordpress: "signedWordPress",
} as const satisfies Readonly<Record<Exclude<Signed["scheme"], "jwt">, string>>;

const verdicts = {
  valid: ["ok", "signatureValid"],
  invalid: ["err", "signatureInvalid"],
  unusable: ["warn", "signatureUnusable"],
  unsupported: ["warn", "signatureUnsupported"],
} as const satisfies Readonly<Record<Verdict, readonly [string, string]>>;

/** Why the signature is not checked yet. */
function unchecked(signed: Signed, publicKey: boolean): string {
  if (!isCheckable(signed)) return "signatureOnlyServer";
  return publicKey ? "signatureNoPublicKey" : "signatureNoSecret";
}

/** The key stays in this field; it goes nowhere and is forgotten with it. */
function Signature({ state, row, signed }: Props & { readonly signed: Signed }): VNode {
  const { text } = state.panel;
  const asking = useSignal(false);
  const key = useSignal("");
  const verdict = useSignal<Verdict | null>(null);
  const publicKey = signed.scheme === "jwt" && !signed.algorithm.startsWith("HS");
  const check = async () => {
    verdict.value = await checkSignature(signed, key.value, row.cookie.name);
  };
  const found = verdict.value === null ? null : verdicts[verdict.value];
  useSaid(found && text(found[1]));
  return (
    <div class="sect">
      <h2>{text("decodedSignature")}</h2>
      {signed.scheme !== "jwt" && (
        <p class="sub">
          {text(schemes[signed.scheme], signed.algorithm)}
          {signed.at !== null && ` ${text("signedAt", when(state, signed.at, state.panel.clock.value))}`}
        </p>
      )}
      {found !== null ? (
        <p class="verdict">
          <Badge kind={found[0]} icon={found[0] === "ok" ? "check" : "warning"}>
            {text(found[1])}
          </Badge>
        </p>
      ) : (
        <p class="line-of">
          <span class="sub grow">{text(unchecked(signed, publicKey))}</span>
          {!asking.value && isCheckable(signed) && (
            <Button
              kind="line"
              small
              label={text("signatureCheck")}
              onClick={() => {
                asking.value = true;
              }}
            />
          )}
        </p>
      )}
      {asking.value && (
        <form
          class="line-of"
          onSubmit={(event) => {
            event.preventDefault();
            void check();
          }}
        >
          <span class={`field mono grow ${publicKey ? "area" : ""}`}>
            {publicKey ? (
              <textarea
                rows={3}
                aria-label={text("signaturePublicKey")}
                placeholder={text("signaturePublicKey")}
                spellcheck={false}
                value={key.value}
                onInput={(event) => {
                  [key.value, verdict.value] = [event.currentTarget.value, null];
                }}
              />
            ) : (
              <input
                type="password"
                aria-label={text("signatureSecret")}
                placeholder={text("signatureSecret")}
                autocomplete="off"
                value={key.value}
                onInput={(event) => {
                  [key.value, verdict.value] = [event.currentTarget.value, null];
                }}
              />
            )}
          </span>
          <Button kind="line" type="submit" label={text("signatureCheckNow")} disabled={key.value === ""} />
        </form>
      )}
    </div>
  );
}
