/** Asks for the server's token, says where to find it, and warns if it would travel unencrypted. */

import { type Signal, useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { useRef } from "preact/hooks";
import { tokenIn } from "sessionscope/protocol";
import "./ask-token.css";
import type { Connection } from "../server/connection.ts";
import { isExposed } from "../server/loopback.ts";
import type { Panel } from "../state.ts";
import { Button } from "../widgets/button.tsx";
import { Empty } from "../widgets/empty.tsx";
import { Icon } from "../widgets/icon.tsx";

type Asking = Extract<Connection, { state: "token-required" | "token-refused" }>;

/** The characters that an Authorization header can carry. */
const isSendable = (token: string) => /^[!-~]+$/.test(token);

/** Pasted lines beyond this number are ignored. */
const mostLines = 1000;
const isLocked = (at: Asking) => at.state === "token-refused" && at.triesLeft === 0;

/** Keeps the typed text when the same project first asks for a token and then refuses it. */
export function AskToken({ title, panel, at }: { title: string; panel: Panel; at: Asking }): VNode {
  return (
    <Empty
      icon={at.state === "token-refused" ? "shield" : "key"}
      title={title}
      code={at.server === null ? undefined : "npx sessionscope token"}
      actions={<TokenForm key={`${at.endpoint.origin} ${at.server}`} title={title} panel={panel} at={at} />}
    >
      {sentence(at, panel.text)}
    </Empty>
  );
}

function sentence(at: Asking, text: Panel["text"]): string {
  if (at.state === "token-required") return text(at.server === null ? "tokenTextChosen" : "tokenText");
  const { triesLeft } = at;
  if (triesLeft === null) return text("tokenRefusedText");
  if (triesLeft === 0) return text("tokenRefusedLocked");
  return triesLeft === 1 ? text("tokenRefusedOneTry") : text("tokenRefusedTries", `${triesLeft}`);
}

function TokenForm({ title, panel, at }: { title: string; panel: Panel; at: Asking }): VNode {
  const { text } = panel;
  const typed = useSignal("");
  const unencrypted = useSignal(false);
  /** The refused token. The field is invalid as long as it holds this text. */
  const wrong = useSignal("");
  const field = useRef<HTMLInputElement>(null);
  const exposed = isExposed(at.endpoint.origin);
  const token = tokenIn(typed.value);
  const bad = token !== "" && token === wrong.value;
  const ready = isSendable(token) && (unencrypted.value || !exposed);
  const send = async () => {
    // The user typed it for the server that is shown now.
    if (!ready || panel.connection.peek() !== at) return;
    await panel.keepToken(token);
    if (panel.connection.peek().state !== "token-refused") return;
    // The frame announces the heading only when the state changes.
    if (at.state === "token-refused") panel.announce(title, "assertive");
    wrong.value = token;
    field.current?.select();
  };
  return (
    <form
      class="ask-token"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {exposed && <Exposed text={text} host={new URL(at.endpoint.origin).host} accepted={unencrypted} />}
      <div class={`field mono ask ${bad ? "is-bad" : ""}`}>
        <input
          aria-label={text("token")}
          aria-invalid={bad}
          placeholder={text("tokenPlaceholder")}
          autocomplete="off"
          spellcheck={false}
          ref={field}
          value={typed.value}
          onInput={(event) => {
            typed.value = event.currentTarget.value;
          }}
          onPaste={(event) => {
            const line = printedLine(event.clipboardData?.getData("text") ?? "");
            if (line === undefined) return;
            event.preventDefault();
            typed.value = line;
          }}
        />
      </div>
      <Button kind="primary" type="submit" label={text("tokenConnect")} disabled={!ready} />
      {isLocked(at) && <Button kind="line" label={text("noEndpointLookAgain")} onClick={panel.lookAgain} />}
    </form>
  );
}

/** Picks the line with the token from several lines copied from a terminal; a field would join them. */
const printedLine = (pasted: string): string | undefined =>
  pasted
    .trim()
    .split(/[\r\n]+/)
    .slice(0, mostLines)
    .find((line, _, lines) => lines.length > 1 && tokenIn(line) !== line.trim());

/** Names the origin, because the decision holds for this origin only. */
const Exposed = ({ text, host, accepted }: { text: Panel["text"]; host: string; accepted: Signal<boolean> }): VNode => (
  <div class="exposed">
    <Icon name="warning" />
    <div>
      <p>{text("tokenExposed", host)}</p>
      <label class="check">
        <input
          type="checkbox"
          checked={accepted.value}
          onChange={(event) => {
            accepted.value = event.currentTarget.checked;
          }}
        />
        {text("tokenExposedAccept")}
      </label>
    </div>
  </div>
);
