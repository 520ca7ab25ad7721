/** Every attribute of a cookie as a field; for a new one, and for one that is there. */

import type { ComponentChildren, VNode } from "preact";
import { useId } from "preact/hooks";
import { useSaid } from "../../../widgets/announce.ts";
import { Segments } from "../../../widgets/field.tsx";
import type { Fields, Problem } from "../edits/cookie-fields.ts";
import { localDate, parseExpiry } from "../edits/cookie-fields.ts";
import { timeLeft } from "../known/attribute-text.ts";
import type { CookiesState } from "../state.ts";
import { sameSites } from "../table/cell-field.tsx";

export interface CookieFormProps {
  readonly state: CookiesState;
  readonly fields: Fields;
  /** Shown at the field it is about. */
  readonly problem: Problem | null;
  /** The value stays covered until its field has the focus. */
  readonly secret: boolean;
  onType(change: Partial<Fields>): void;
}

export function CookieForm({ state, fields, problem, secret, onType }: CookieFormProps): VNode {
  const { text, clock } = state.panel;
  const id = useId();
  useSaid(problem && text(...problem.sentence));
  const expiry = parseExpiry(fields.expires, clock.value);
  const line = (name: keyof Fields & Problem["field"], label: string, more: ComponentChildren = null): VNode => {
    const bad = problem?.field === name;
    return (
      <>
        <label class="field-label" for={`${id}-${name}`}>
          {label}
        </label>
        <div>
          <span
            class={`field mono ${name === "value" ? "area" : ""} ${bad ? "is-bad" : ""} ${secret && name === "value" ? "is-secret" : ""}`}
          >
            {name === "value" ? (
              <textarea
                id={`${id}-value`}
                rows={3}
                spellcheck={false}
                aria-invalid={bad}
                aria-describedby={`${id}-${name}-hint`}
                value={fields.value}
                onInput={(event) => onType({ value: event.currentTarget.value.replace(/[\r\n]/g, "") })}
              />
            ) : (
              <input
                id={`${id}-${name}`}
                type="text"
                autocomplete="off"
                spellcheck={false}
                aria-invalid={bad}
                aria-describedby={`${id}-${name}-hint`}
                placeholder={name === "expires" ? text("cookieBrowserClose") : undefined}
                value={String(fields[name])}
                onInput={(event) => onType({ [name]: event.currentTarget.value })}
              />
            )}
          </span>
          <p id={`${id}-${name}-hint`} class={`hint ${bad ? "is-bad" : ""}`}>
            {bad ? text(...problem.sentence) : more}
          </p>
        </div>
      </>
    );
  };
  const box = (name: "httpOnly" | "secure" | "subdomains" | "partitioned", label: string): VNode => (
    <label class="check">
      <input
        type="checkbox"
        checked={fields[name]}
        onChange={(event) => onType({ [name]: event.currentTarget.checked })}
      />
      {label}
    </label>
  );
  const flagsProblem = problem && ["httpOnly", "secure", "sameSite", "partition", "size"].includes(problem.field);
  return (
    <div class="cookie-form">
      {line("name", text("cookieName"))}
      {line("value", text("value"))}
      {line("domain", text("cookieDomain"), box("subdomains", text("cookieSubdomains")))}
      {line("path", text("path"))}
      {line(
        "expires",
        text("cookieExpires"),
        typeof expiry !== "number" || expiry <= clock.value
          ? text("cookieExpiresHint")
          : fields.expires === localDate(expiry)
            ? text("timeAhead", timeLeft(expiry - clock.value))
            : localDate(expiry),
      )}
      <span class="field-label">{text("cookieSameSite")}</span>
      <div>
        <Segments
          label={text("cookieSameSite")}
          value={fields.sameSite}
          choices={sameSites.map((value) => ({
            value,
            name: value === "unspecified" ? text("cookieNotSet") : value.charAt(0).toUpperCase() + value.slice(1),
          }))}
          onChange={(sameSite) => onType({ sameSite })}
        />
      </div>
      <span />
      <div>
        <div class="boxes">
          {box("httpOnly", text("cookieHttpOnly"))}
          {box("secure", text("cookieSecure"))}
          {box("partitioned", text("cookiePartitioned"))}
        </div>
        {flagsProblem && <p class="hint is-bad">{text(...problem.sentence)}</p>}
      </div>
    </div>
  );
}
