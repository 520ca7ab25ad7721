/** The signature of a value, and whether a key that the user types fits it. */

import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import type { Signed } from "../../../../cookies/decoders/content.ts";
import { checkSignature, isCheckable, type Verdict } from "../../../../cookies/decoders/signature.ts";
import { useSaid } from "../../../widgets/announce.ts";
import { Badge } from "../../../widgets/badge.tsx";
import { Button } from "../../../widgets/button.tsx";
import type { CookieRow } from "../known/cookie-rows.ts";
import type { CookiesState } from "../state.ts";
import { momentAndAge } from "./moment-and-age.ts";

interface Props {
  readonly state: CookiesState;
  readonly row: CookieRow;
  readonly signed: Signed;
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

/** The key that the user types is only in the field: it is sent nowhere and forgotten when the section closes. */
export function SignatureSection({ state, row, signed }: Props): VNode {
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
          {signed.at !== null && ` ${text("signedAt", momentAndAge(state.panel, signed.at, state.panel.clock.value))}`}
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
