/** The screens in place of a tab whose server or page is missing. Each says what is wrong, why, and what to do. */

import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { protocolVersion } from "sessionscope/protocol";
import { addressOf } from "../server/address.ts";
import type { Connection } from "../server/connection.ts";
import type { Panel } from "../state.ts";
import { Button } from "../widgets/button.tsx";
import { Empty } from "../widgets/empty.tsx";
import { late } from "../widgets/late.tsx";
import { placeholder, Sentence } from "../widgets/sentence.tsx";
import { lastOrigin, titleOf } from "./connection-announcements.ts";

const AskToken = late(async () => (await import("./ask-token.tsx")).AskToken);

const host = (origin: string) => new URL(origin).host;

type Of<S extends Connection["state"]> = Extract<Connection, { state: S }>;

export function StateScreen({ panel, unsaved }: { panel: Panel; unsaved: number }): VNode | null {
  const { value: connection } = panel.connection;
  const title = titleOf(connection, panel.text) ?? "";
  switch (connection.state) {
    case "no-page":
      return <NoPage title={title} panel={panel} />;
    case "not-allowed":
      return <NotAllowed title={title} panel={panel} origin={connection.origin} />;
    case "no-endpoint":
      return <NoEndpoint title={title} panel={panel} at={connection} />;
    case "token-required":
    case "token-refused":
      return <AskToken title={title} panel={panel} at={connection} />;
    case "other-version":
      return <OtherVersion title={title} panel={panel} />;
    case "away":
      return <Away title={title} panel={panel} at={connection} unsaved={unsaved} />;
    // Show nothing while the panel still looks for the server.
    case "looking":
    case "live":
      return null;
  }
}

function NoPage({ title, panel }: { title: string; panel: Panel }): VNode {
  const { text } = panel;
  const origin = lastOrigin(panel).value;
  return (
    <Empty
      icon="page"
      title={title}
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

function NotAllowed({ title, panel, origin }: { title: string; panel: Panel; origin: string }): VNode {
  const { text } = panel;
  const { hostname } = new URL(origin);
  return (
    <Empty
      icon="lock"
      title={title}
      code={`*://${hostname}/*`}
      actions={<Button kind="primary" label={text("notAllowedAllow", hostname)} onClick={() => void panel.allow()} />}
    >
      {text("notAllowedText")}
    </Empty>
  );
}

/** The number of other servers that this screen offers; the menu has all of them. */
const mostOthers = 3;

function NoEndpoint({ title, panel, at }: { title: string; panel: Panel; at: Of<"no-endpoint"> }): VNode {
  const { text } = panel;
  const setting = useSignal(false);
  const { origin, path } = at.endpoint;
  const post = <span class="nb">POST {path}</span>;
  const others = panel.endpoints.value.filter((one) => one.origin !== origin).slice(0, mostOthers);
  if (at.violation !== null) {
    const again = <Button kind="line" label={text("noEndpointLookAgain")} onClick={panel.lookAgain} />;
    return (
      <Empty icon="warning" title={text("endpointFaultTitle", host(origin))} actions={again}>
        {at.violation}
      </Empty>
    );
  }
  const words = at.refused ? "noEndpointRefused" : at.announced ? "noEndpointAnnounced" : "noEndpointText";
  const sentence = text(words, placeholder, `${at.status}`);
  return (
    <Empty
      icon="search"
      title={title}
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
            check={(value) => addressOf(origin, value) !== null}
            onSubmit={(value) => {
              setting.value = false;
              void panel.keepSite(origin, { path: value });
            }}
          />
        ) : (
          <>
            <Button kind="line" label={text("noEndpointLookAgain")} onClick={panel.lookAgain} />
            {others.map((one) => (
              <Button
                key={one.origin}
                label={text("noEndpointOther", host(one.origin))}
                title={one.origin + one.path}
                onClick={() => void panel.choose(one)}
              />
            ))}
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
      <Sentence text={sentence}>{post}</Sentence>
    </Empty>
  );
}

interface OneFieldProps {
  readonly label: string;
  readonly button: string;
  readonly initial: string;
  /** Whether the field takes the focus, because the user has pressed the button that shows it. */
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

function OtherVersion({ title, panel }: { title: string; panel: Panel }): VNode {
  const { text } = panel;
  return (
    <Empty
      icon="bolt"
      title={title}
      code={`npm install sessionscope@${protocolVersion}`}
      actions={<Button kind="line" label={text("noEndpointLookAgain")} onClick={panel.lookAgain} />}
    >
      {text("versionText", `${protocolVersion}`)}
    </Empty>
  );
}

function Away({ title, panel, at, unsaved }: { title: string; panel: Panel; at: Of<"away">; unsaved: number }): VNode {
  const { text } = panel;
  const kept = unsaved === 0 ? "" : unsaved === 1 ? ` ${text("awayKeptOne")}` : ` ${text("awayKept", `${unsaved}`)}`;
  return (
    <Empty
      icon="plug"
      title={title}
      code="npm start"
      actions={<Button kind="line" label={text("awayTry")} onClick={panel.lookAgain} />}
    >
      <Sentence text={text("awayText", placeholder)}>
        <NextTry panel={panel} at={at} />
      </Sentence>
      {kept}
    </Empty>
  );
}

/** "Trying again in 4 s". The countdown is not announced. */
export function NextTry({ panel, at }: { panel: Panel; at: Of<"away"> }): VNode {
  const left = Math.ceil((at.nextTryAt - panel.clock.value) / 1000);
  return <span class="num nb">{left > 0 ? panel.text("awayNextTry", `${left} s`) : panel.text("awayTrying")}</span>;
}
