/** The form "When this session expires": one of four kinds, the same in code, and what it means. */

import { useSignal } from "@preact/signals";
import type { ComponentChildren, RefObject, VNode } from "preact";
import type { Hello } from "sessionscope/protocol";
import { inUnits, span, type Unit, units } from "../../../session/expiry-rule.ts";
import { useSaid } from "../../../widgets/announce.ts";
import { Button } from "../../../widgets/button.tsx";
import { CodeLine } from "../../../widgets/code-line.tsx";
import { Popover } from "../../../widgets/popover.tsx";
import type { Text } from "../../../widgets/text.ts";
import type { SessionTab } from "../state.ts";
import { type ExpiryForm, expiryCode, expiryMeans, expiryOf, formOf, kindsOf, presets } from "../whole/expiry-form.ts";
import "./expiry-popover.css";

export interface ExpiryPopoverProps {
  readonly tab: SessionTab;
  readonly anchor: RefObject<HTMLElement | null>;
  onClose(): void;
}

const presetNames = ["expiryMinute", "expiryHour", "expiryFortnight"] as const;
const unitNames = { seconds: "unitSeconds", minutes: "unitMinutes", hours: "unitHours", days: "unitDays" } as const;

export function ExpiryPopover({ tab, anchor, onClose }: ExpiryPopoverProps): VNode | null {
  const { panel, reader, commands } = tab;
  const { text, now } = panel;
  const session = reader.session.peek();
  const { value: hello } = panel.hello;
  const kinds = kindsOf(hello);
  const form = useSignal<ExpiryForm>(formOf(session?.expiry ?? { kind: "policy" }, now.peek(), kinds));
  const expiry = expiryOf(form.value);
  const means =
    hello === null || expiry === null
      ? text("expiryWrong")
      : expiryMeans(expiry, hello, session?.createdAt ?? now.value, now.value, text);
  useSaid(means);
  if (hello === null) return null;

  const fill = (fields: Partial<ExpiryForm>) => {
    form.value = { ...form.value, ...fields };
  };
  const submit = () => {
    if (expiry === null) return;
    onClose();
    void commands.setExpiry(expiry);
  };
  const names: Readonly<Record<ExpiryForm["kind"], ComponentChildren>> = {
    seconds: text("expirySeconds"),
    moment: text("expiryMoment"),
    "browser-close": text("expiryClose"),
    policy: (
      <>
        {text("expiryPolicy")} <span class="dim">{policyOf(hello, text)}</span>
      </>
    ),
  };
  const bad = expiry === null;
  const more: Readonly<Partial<Record<ExpiryForm["kind"], VNode>>> = {
    seconds: <Amount form={form.value} fill={fill} say={text} bad={bad} />,
    moment: <Moment form={form.value} fill={fill} say={text} bad={bad} />,
  };
  const option = (kind: ExpiryForm["kind"]) => (
    <div key={kind} class="opt">
      <input
        type="radio"
        name="expiry"
        id={`expiry-${kind}`}
        checked={form.value.kind === kind}
        autofocus={form.value.kind === kind}
        onChange={() => fill({ kind })}
      />
      <label for={`expiry-${kind}`}>{names[kind]}</label>
      {form.value.kind === kind && more[kind]}
    </div>
  );

  return (
    <Popover anchor={anchor} label={text("expiryTitle")} width={356} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <h2>{text("expiryTitle")}</h2>
        <div class="body expiry">
          {kinds.map(option)}
          {hello.engine === undefined && (
            <div>
              <span class="field-name">{text("expiryCode")}</span>
              <CodeLine code={expiry === null ? "req.session.setExpiry(…)" : expiryCode(expiry)} />
            </div>
          )}
          <p class={`hint ${bad ? "is-bad" : ""}`}>{means}</p>
        </div>
        <div class="ft">
          <Button label={text("cancel")} onClick={onClose} />
          <Button kind="primary" type="submit" label={text("expirySet")} keys="Ctrl+Enter" disabled={bad} />
        </div>
      </form>
    </Popover>
  );
}

function policyOf(hello: Hello, text: Text): string {
  if (hello.expireAtBrowserClose) return text("expiryPolicyClose");
  const age = span(hello.cookieAge);
  return hello.engine === undefined ? text("expiryPolicyAfter", age) : text("inBrackets", age);
}

interface FieldsProps {
  readonly form: ExpiryForm;
  readonly bad: boolean;
  readonly say: Text;
  fill(fields: Partial<ExpiryForm>): void;
}

const Moment = ({ form, bad, say, fill }: FieldsProps): VNode => (
  <div class="more">
    <div class={`field mono ${bad ? "is-bad" : ""}`}>
      <input
        type="datetime-local"
        step={1}
        aria-label={say("expiryMoment")}
        value={form.moment}
        onInput={(event) => fill({ moment: event.currentTarget.value })}
      />
    </div>
  </div>
);

function Amount({ form, bad, say, fill }: FieldsProps): VNode {
  return (
    <div class="more">
      <div class={`field mono amount ${bad ? "is-bad" : ""}`}>
        <input
          inputMode="decimal"
          aria-label={say("expiryAmount")}
          autocomplete="off"
          value={form.amount}
          onInput={(event) => fill({ amount: event.currentTarget.value })}
        />
      </div>
      <div class="field">
        <select
          aria-label={say("expiryUnit")}
          value={form.unit}
          onChange={(event) => fill({ unit: event.currentTarget.value as Unit })}
        >
          {(Object.keys(units) as Unit[]).map((unit) => (
            <option key={unit} value={unit}>
              {say(unitNames[unit])}
            </option>
          ))}
        </select>
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: buttons that fill the fields beside them */}
      <span class="seg" role="group" aria-label={say("expiryPresets")}>
        {presets.map((seconds, index) => (
          <button key={seconds} type="button" onClick={() => fill(inUnits(seconds))}>
            {say(presetNames[index]!)}
          </button>
        ))}
      </span>
    </div>
  );
}
