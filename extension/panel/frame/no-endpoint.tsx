/** The screen for a page whose server has no session endpoint, or refuses the panel. */

import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { addressOf } from "../server/address.ts";
import type { Connection } from "../server/connection.ts";
import type { Panel } from "../state.ts";
import { Button } from "../widgets/button.tsx";
import { CodeLine } from "../widgets/code-line.tsx";
import { Empty } from "../widgets/empty.tsx";
import { Segments } from "../widgets/field.tsx";
import { placeholder, Sentence } from "../widgets/sentence.tsx";

const host = (origin: string) => new URL(origin).host;

/** The number of other servers that this screen offers; the menu has all of them. */
const mostOthers = 3;

/** What switches an endpoint on, by whose sessions the app has. */
const switchesOn = {
  own: "createSessions({ secret, debug: true })",
  library: "app.use(inspect(session({ … })))",
  django: 'MIDDLEWARE = ["sessionscope_django.Middleware", *MIDDLEWARE]',
} as const;

interface NoEndpointProps {
  readonly title: string;
  readonly panel: Panel;
  readonly at: Extract<Connection, { state: "no-endpoint" }>;
}

export function NoEndpoint({ title, panel, at }: NoEndpointProps): VNode {
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
        at.refused ? (
          <CodeLine code={`debug: { origins: ["${location.origin}"] }`} />
        ) : at.announced ? undefined : (
          <SwitchOn panel={panel} />
        )
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

function SwitchOn({ panel: { text } }: { panel: Panel }): VNode {
  const kind = useSignal<keyof typeof switchesOn>("own");
  return (
    <>
      <Segments
        label={text("noEndpointSessions")}
        choices={[
          { value: "own", name: "Sessionscope" },
          { value: "library", name: text("noEndpointLibrary") },
          { value: "django", name: "Django" },
        ]}
        value={kind.value}
        onChange={(chosen) => {
          kind.value = chosen;
        }}
      />
      <CodeLine code={switchesOn[kind.value]} />
    </>
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
