/** What the frame shows in place of a tab whose server or page is missing: what is wrong, why, and what to do. */

import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { protocolVersion } from "sessionscope/protocol";
import type { Connection } from "./connection.ts";
import type { Panel } from "./state.ts";
import { Button } from "./widgets/button.tsx";
import { Empty } from "./widgets/empty.tsx";

/** Where the app is when it was never seen. */
const usualOrigin = "http://localhost:3000";
const host = (origin: string) => new URL(origin).host;

type Of<S extends Connection["state"]> = Extract<Connection, { state: S }>;

export function StateScreen({ panel, unsaved }: { panel: Panel; unsaved: number }): VNode | null {
  const { value: connection } = panel.connection;
  switch (connection.state) {
    case "no-page":
      return <NoPage panel={panel} />;
    case "not-allowed":
      return <NotAllowed panel={panel} origin={connection.origin} />;
    case "no-endpoint":
      return <NoEndpoint panel={panel} at={connection} />;
    case "token-required":
      return <TokenRequired panel={panel} origin={connection.endpoint.origin} />;
    case "token-refused":
      return <TokenRefused panel={panel} at={connection} />;
    case "other-version":
      return <OtherVersion panel={panel} at={connection} />;
    case "away":
      return <Away panel={panel} at={connection} unsaved={unsaved} />;
    // Nothing is said until there is something to say.
    case "looking":
    case "live":
      return null;
  }
}

function NoPage({ panel: { text, remember } }: { panel: Panel }): VNode {
  const origin = remember("lastOrigin", usualOrigin).value;
  return (
    <Empty
      icon="page"
      title={text("noPageTitle")}
      code="npm start"
      actions={
        <a class="btn line text-only" href={origin} target="_blank" rel="noreferrer">
          {text("noPageOpen", host(origin))}
        </a>
      }
    >
      {text("noPageText")}
    </Empty>
  );
}

export function NotAllowed({ panel, origin }: { panel: Panel; origin: string }): VNode {
  const { text } = panel;
  const { hostname } = new URL(origin);
  return (
    <Empty
      icon="lock"
      title={text("notAllowedTitle", hostname)}
      code={`*://${hostname}/*`}
      actions={<Button kind="primary" label={text("notAllowedAllow", hostname)} onClick={() => void panel.allow()} />}
    >
      {text("notAllowedText")}
    </Empty>
  );
}

function NoEndpoint({ panel, at }: { panel: Panel; at: Of<"no-endpoint"> }): VNode {
  const { text } = panel;
  const setting = useSignal(false);
  const { origin, path } = at.endpoint;
  const post = <span class="nb">POST {path}</span>;
  const words = at.refused ? "noEndpointRefused" : at.announced ? "noEndpointAnnounced" : "noEndpointText";
  const [before, after] = text(words, "\u0000", `${at.status}`).split("\u0000");
  return (
    <Empty
      icon="search"
      title={text("noEndpointTitle", host(origin))}
      code={
        at.refused
          ? `debug: { origins: ["${location.origin}"] }`
          : at.announced
            ? undefined
            : "createSessions({ secret, debug: true })"
      }
      actions={
        setting.value ? (
          <OneField
            label={text("noEndpointPath")}
            button={text("noEndpointLook")}
            initial={path}
            focus
            check={(value) => value.startsWith("/") && !value.startsWith("//")}
            onSubmit={(value) => {
              setting.value = false;
              void panel.keepSite(origin, { path: value });
            }}
          />
        ) : (
          <>
            <Button kind="line" label={text("noEndpointLookAgain")} onClick={panel.lookAgain} />
            <Button
              label={text("noEndpointSetPath")}
              onClick={() => {
                setting.value = true;
              }}
            />
          </>
        )
      }
    >
      {before}
      {post}
      {after}
    </Empty>
  );
}

function TokenRequired({ panel, origin }: { panel: Panel; origin: string }): VNode {
  const { text } = panel;
  return (
    <Empty
      icon="key"
      title={text("tokenTitle")}
      code="debug: { token: process.env.SESSIONSCOPE_TOKEN }"
      actions={<TokenField panel={panel} origin={origin} />}
    >
      {text("tokenText")}
    </Empty>
  );
}

function TokenRefused({ panel, at }: { panel: Panel; at: Of<"token-refused"> }): VNode {
  const { text } = panel;
  const another = useSignal(false);
  return (
    <Empty
      icon="shield"
      title={text("tokenRefusedTitle")}
      code="SESSIONSCOPE_TOKEN=$(openssl rand -hex 16) npm start"
      actions={
        another.value ? (
          <TokenField
            panel={panel}
            origin={at.endpoint.origin}
            onSent={() => {
              another.value = false;
            }}
          />
        ) : (
          <Button
            kind="line"
            label={text("tokenAnother")}
            onClick={() => {
              another.value = true;
            }}
          />
        )
      }
    >
      {text(at.triesLeft === 1 ? "tokenRefusedTextOne" : "tokenRefusedText", `${at.triesLeft}`)}
    </Empty>
  );
}

const TokenField = ({ panel, origin, onSent }: { panel: Panel; origin: string; onSent?(): void }): VNode => (
  <OneField
    label={panel.text("token")}
    button={panel.text("tokenConnect")}
    initial=""
    focus={onSent !== undefined}
    check={(value) => /^[\x21-\x7e]+$/.test(value)}
    onSubmit={(token) => {
      onSent?.();
      void panel.keepSite(origin, { token });
    }}
  />
);

interface OneFieldProps {
  readonly label: string;
  readonly button: string;
  readonly initial: string;
  /** It appears because its button was pressed. */
  readonly focus: boolean;
  check(value: string): boolean;
  onSubmit(value: string): void;
}

function OneField({ label, button, initial, focus, check, onSubmit }: OneFieldProps): VNode {
  const value = useSignal(initial);
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    if (focus) field.current!.select();
  }, []);
  const typed = value.value.trim();
  return (
    <form
      class="do"
      onSubmit={(event) => {
        event.preventDefault();
        if (check(typed)) onSubmit(typed);
      }}
    >
      <div class="field mono ask">
        <input
          aria-label={label}
          placeholder={label}
          autocomplete="off"
          spellcheck={false}
          ref={field}
          value={value.value}
          onInput={(event) => {
            value.value = event.currentTarget.value;
          }}
        />
      </div>
      <Button kind="primary" type="submit" label={button} disabled={!check(typed)} />
    </form>
  );
}

function OtherVersion({ panel, at }: { panel: Panel; at: Of<"other-version"> }): VNode {
  const { text } = panel;
  return (
    <Empty
      icon="bolt"
      title={text("versionTitle", at.versions.join(", "))}
      code={`npm install sessionscope@${protocolVersion}`}
      actions={<Button kind="line" label={text("noEndpointLookAgain")} onClick={panel.lookAgain} />}
    >
      {text("versionText", `${protocolVersion}`)}
    </Empty>
  );
}

function Away({ panel, at, unsaved }: { panel: Panel; at: Of<"away">; unsaved: number }): VNode {
  const { text } = panel;
  const kept = unsaved === 0 ? "" : unsaved === 1 ? ` ${text("awayKeptOne")}` : ` ${text("awayKept", `${unsaved}`)}`;
  const [before, after] = text("awayText", "\u0000").split("\u0000");
  return (
    <Empty
      icon="plug"
      title={text("awayTitle", host(at.endpoint.origin))}
      code="npm start"
      actions={<Button kind="line" label={text("awayTry")} onClick={panel.lookAgain} />}
    >
      {before}
      <NextTry panel={panel} at={at} />
      {after}
      {kept}
    </Empty>
  );
}

/** "Trying again in 4 s": counts down, is not announced. */
export function NextTry({ panel, at }: { panel: Panel; at: Of<"away"> }): VNode {
  const left = Math.ceil((at.nextTryAt - panel.clock.value) / 1000);
  return <span class="num nb">{left > 0 ? panel.text("awayNextTry", `${left} s`) : panel.text("awayTrying")}</span>;
}
