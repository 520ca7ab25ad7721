/** The form "When this session expires": one of four kinds, the same in code, and what it means. */

import { useSignal } from "@preact/signals";
import type { ComponentChildren, RefObject, VNode } from "preact";
import { inUnits, span, type Unit, units } from "../../../session/expiry-rule.ts";
import { useSaid } from "../../../widgets/announce.ts";
import { Button } from "../../../widgets/button.tsx";
import { CodeLine } from "../../../widgets/code-line.tsx";
import { Popover } from "../../../widgets/popover.tsx";
import type { SessionTab } from "../state.ts";
import { type ExpiryForm, expiryCode, expiryMeans, expiryOf, formOf, presets } from "../whole/expiry-form.ts";
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
  const form = useSignal<ExpiryForm>(formOf(session?.expiry ?? { kind: "policy" }, now.peek()));
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
  const option = (kind: ExpiryForm["kind"], name: ComponentChildren, more: VNode | null = null) => (
    <div class="opt">
      <input
        type="radio"
        name="expiry"
        id={`expiry-${kind}`}
        checked={form.value.kind === kind}
        autofocus={form.value.kind === kind}
        onChange={() => fill({ kind })}
      />
      <label for={`expiry-${kind}`}>{name}</label>
      {form.value.kind === kind && more}
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
          {option(
            "seconds",
            text("expirySeconds"),
            <Amount form={form.value} fill={fill} say={text} bad={expiry === null} />,
          )}
          {option(
            "moment",
            text("expiryMoment"),
            <div class="more">
              <div class={`field mono ${expiry === null ? "is-bad" : ""}`}>
                <input
                  type="datetime-local"
                  step={1}
                  aria-label={text("expiryMoment")}
                  value={form.value.moment}
                  onInput={(event) => fill({ moment: event.currentTarget.value })}
                />
              </div>
            </div>,
          )}
          {option("browser-close", text("expiryClose"))}
          {option(
            "policy",
            <>
              {text("expiryPolicy")}{" "}
              <span class="dim">
                {hello.expireAtBrowserClose
                  ? text("expiryPolicyClose")
                  : text("expiryPolicyAfter", span(hello.cookieAge))}
              </span>
            </>,
          )}
          <div>
            <span class="field-name">{text("expiryCode")}</span>
            <CodeLine code={expiry === null ? "req.session.setExpiry(…)" : expiryCode(expiry)} />
          </div>
          <p class={`hint ${expiry === null ? "is-bad" : ""}`}>{means}</p>
        </div>
        <div class="ft">
          <Button label={text("cancel")} onClick={onClose} />
          <Button kind="primary" type="submit" label={text("expirySet")} keys="Ctrl+Enter" disabled={expiry === null} />
        </div>
      </form>
    </Popover>
  );
}

interface AmountProps {
  readonly form: ExpiryForm;
  readonly bad: boolean;
  readonly say: SessionTab["panel"]["text"];
  fill(fields: Partial<ExpiryForm>): void;
}

function Amount({ form, bad, say, fill }: AmountProps): VNode {
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
