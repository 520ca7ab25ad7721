/** Every attribute of a cookie as a field, for a new cookie and for one that the browser holds. */

import type { ComponentChildren, VNode } from "preact";
import { useId } from "preact/hooks";
import { useSaid } from "../../../widgets/announce.ts";
import { Segments } from "../../../widgets/field.tsx";
import { type CookieFields, type FieldProblem, sameSites } from "../drafts/cookie-fields.ts";
import { localDate, parseExpiry } from "../drafts/expiry-text.ts";
import { sameSiteShown } from "../known/attribute-text.ts";
import { timeLeft } from "../known/time-left.ts";
import type { CookiesState } from "../state.ts";

export interface CookieFormProps {
  readonly state: CookiesState;
  readonly fields: CookieFields;
  /** Shown at its field. */
  readonly problem: FieldProblem | null;
  /** Dots hide the value until its field has the focus. */
  readonly secret: boolean;
  onType(change: Partial<CookieFields>): void;
}

export function CookieForm(props: CookieFormProps): VNode {
  const { state, fields, problem, onType } = props;
  const { text } = state.panel;
  useSaid(problem && text(...problem.sentence));
  const box = (name: BoxName, label: string) => <Box name={name} label={label} fields={fields} onType={onType} />;
  const ofAttributes = problem !== null && attributeFields.includes(problem.field);
  return (
    <div class="cookie-form">
      <TextField {...props} name="name" label={text("cookieName")} />
      <TextField {...props} name="value" label={text("value")} />
      <TextField
        {...props}
        name="domain"
        label={text("cookieDomain")}
        hint={box("subdomains", text("cookieSubdomains"))}
      />
      <TextField {...props} name="path" label={text("path")} />
      <TextField {...props} name="expires" label={text("cookieExpires")} hint={expiryHint(props)} />
      <span class="field-label">{text("cookieSameSite")}</span>
      <div>
        <Segments
          label={text("cookieSameSite")}
          value={fields.sameSite}
          choices={sameSites.map((value) => ({
            value,
            name: sameSiteShown({ sameSite: value }) ?? text("cookieNotSet"),
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
        {ofAttributes && <p class="hint is-bad">{text(...problem.sentence)}</p>}
      </div>
    </div>
  );
}

/** Problems that no text field shows. */
const attributeFields: readonly FieldProblem["field"][] = ["httpOnly", "secure", "sameSite", "partition", "size"];

interface TextFieldProps extends CookieFormProps {
  readonly name: "name" | "value" | "domain" | "path" | "expires";
  readonly label: string;
  /** Below the field while it has no problem. */
  readonly hint?: ComponentChildren;
}

function TextField({ state, fields, problem, secret, onType, name, label, hint = null }: TextFieldProps): VNode {
  const { text } = state.panel;
  const id = useId();
  const bad = problem?.field === name;
  const common = {
    id,
    spellcheck: false,
    "aria-invalid": bad,
    "aria-describedby": `${id}-hint`,
    value: fields[name],
  };
  const classes = [
    "field mono",
    name === "value" && "area",
    bad && "is-bad",
    secret && name === "value" && "is-secret",
  ];
  return (
    <>
      <label class="field-label" for={id}>
        {label}
      </label>
      <div>
        <span class={classes.filter(Boolean).join(" ")}>
          {name === "value" ? (
            <textarea
              {...common}
              rows={3}
              onInput={(event) => onType({ value: event.currentTarget.value.replace(/[\r\n]/g, "") })}
            />
          ) : (
            <input
              {...common}
              type="text"
              autocomplete="off"
              placeholder={name === "expires" ? text("cookieBrowserClose") : undefined}
              onInput={(event) => onType({ [name]: event.currentTarget.value })}
            />
          )}
        </span>
        <p id={`${id}-hint`} class={`hint ${bad ? "is-bad" : ""}`}>
          {bad ? text(...problem.sentence) : hint}
        </p>
      </div>
    </>
  );
}

type BoxName = "httpOnly" | "secure" | "subdomains" | "partitioned";

interface BoxProps extends Pick<CookieFormProps, "fields" | "onType"> {
  readonly name: BoxName;
  readonly label: string;
}

const Box = ({ name, label, fields, onType }: BoxProps): VNode => (
  <label class="check">
    <input
      type="checkbox"
      checked={fields[name]}
      onChange={(event) => onType({ [name]: event.currentTarget.checked })}
    />
    {label}
  </label>
);

/** The date that a time from now means, the time until a date, or what may be typed. */
function expiryHint({ state, fields }: CookieFormProps): string {
  const { text, clock } = state.panel;
  const at = parseExpiry(fields.expires, clock.value);
  if (typeof at !== "number" || at <= clock.value) return text("cookieExpiresHint");
  return fields.expires === localDate(at) ? text("timeAhead", timeLeft(at - clock.value)) : localDate(at);
}
