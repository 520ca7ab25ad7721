/** The test cookie: its steps, the test value in the session of the page, and what an app calls. */

import type { VNode } from "preact";
import { whyNot } from "../../../engine.ts";
import { Badge } from "../../../widgets/badge.tsx";
import { Button } from "../../../widgets/button.tsx";
import { CodeLine } from "../../../widgets/code-line.tsx";
import { Segments } from "../../../widgets/field.tsx";
import { HalfHead } from "../bar/toolbar.tsx";
import { resultOf } from "../run/test-steps.ts";
import type { LabState } from "../state.ts";
import { Steps } from "./steps.tsx";

interface Props {
  readonly state: LabState;
}

export function TestCookie({ state }: Props): VNode {
  const { panel, runner, attempt } = state;
  const { text } = panel;
  const name = panel.hello.value?.cookie.name ?? "";
  return (
    <section class="half test" aria-label={text("labTest")} data-pane>
      <HalfHead state={state} half="test" title={text("labTest")} run={text("labRunTest")}>
        <Outcome state={state} />
      </HalfHead>
      <div class="scrolls">
        <div class="attempts">
          <Segments
            label={text("labAttempts")}
            value={attempt.value}
            choices={[
              { value: "session", name: text("labAsSession", name) },
              { value: "plain", name: text("labPlain") },
            ]}
            onChange={(chosen) => {
              attempt.value = chosen;
            }}
          />
        </div>
        <Steps steps={runner.tests.value[attempt.value]} text={text} />
        <SessionValueSection state={state} />
        {panel.hello.value?.engine === undefined && (
          <div class="sect in-app">
            <h3>{text("labInApp")}</h3>
            <CodeLine code="req.session.setTestCookie()" />
            <CodeLine code="if (req.session.testCookieWorked()) req.session.deleteTestCookie()" />
          </div>
        )}
      </div>
    </section>
  );
}

/** Whether cookies work, of both attempts together. */
function Outcome({ state: { panel, runner } }: Props): VNode | null {
  const { session, plain } = runner.tests.value;
  const [ofSession, ofPlain] = [resultOf(session), resultOf(plain)];
  if (ofSession === null || ofPlain === null) return null;
  const { text } = panel;
  if (ofSession === "untried" || ofPlain === "untried") {
    return (
      <Badge kind="warn" icon="warning">
        {text("labSkipped")}
      </Badge>
    );
  }
  if (ofSession === "works") {
    return ofPlain === "works" ? (
      <Badge kind="ok" icon="check">
        {text("labWorks")}
      </Badge>
    ) : (
      <Badge kind="warn" icon="warning">
        {text("labPlainFails")}
      </Badge>
    );
  }
  const name = panel.hello.value?.cookie.name ?? "";
  return (
    <Badge kind="err" icon="ban">
      {ofPlain === "works" ? text("labSessionFails", name) : text("labNothingWorks")}
    </Badge>
  );
}

function SessionValueSection({ state: { panel, sessionValue } }: Props): VNode {
  const { text } = panel;
  const { busy, says } = sessionValue;
  const button = (label: string, command: "set" | "check" | "delete") => {
    const lacks = whyNot(panel, `testCookie.${command}`);
    return (
      <Button
        kind="line"
        small
        label={label}
        title={lacks ?? undefined}
        disabled={lacks !== null || busy.value || !panel.connected.value}
        onClick={() => void sessionValue[command]()}
      />
    );
  };
  return (
    <div class="sect">
      <h3>{text("labInSession")}</h3>
      <div class="value">
        {button(text("labSet"), "set")}
        {button(text("signatureCheckNow"), "check")}
        {button(text("delete"), "delete")}
      </div>
      {says.value !== null && <p class="sub">{text(...says.value)}</p>}
    </div>
  );
}
