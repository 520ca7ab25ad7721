/** The form for a new cookie. */

import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { type CookieFields, cookieOf, type FieldProblem, fieldsOf, freshFields } from "../drafts/cookie-fields.ts";
import type { CookieRow } from "../known/cookie-rows.ts";
import type { Masking } from "../masking/masking.ts";
import type { CommandContext } from "./command-context.ts";
import { saveCookie } from "./save-cookie.ts";

export interface AddForm {
  /** null: the form is closed. */
  readonly fields: ReadonlySignal<CookieFields | null>;
  readonly problem: ReadonlySignal<FieldProblem | null>;
  /** Was the form filled from a row whose value is masked? */
  readonly masked: ReadonlySignal<boolean>;
  /** Opens the form. @param like the row that it is filled from. */
  open(like?: CookieRow): void;
  type(change: Partial<CookieFields>): void;
  close(): void;
  /** Stores the cookie and closes the form, unless the browser refuses the cookie. */
  submit(): Promise<void>;
}

export function createAddForm(context: CommandContext, masking: Masking): AddForm {
  const { known, panel } = context;
  const { rules } = panel.platform.cookies;
  const { pageOrLocalhost: page } = known;
  const fields = signal<CookieFields | null>(null);
  const masked = signal(false);
  const described = (typed: CookieFields) => cookieOf(typed, null, { page: page.value, now: Date.now(), rules });
  return {
    fields,
    problem: computed(() => fields.value && described(fields.value).problem),
    masked,
    open(like) {
      masked.value = like !== undefined && masking.isMasked(like);
      fields.value = like ? fieldsOf(like.cookie) : freshFields(page.peek());
    },
    type(change) {
      if (fields.peek() !== null) fields.value = { ...fields.peek()!, ...change };
    },
    close() {
      fields.value = null;
    },
    async submit() {
      const typed = fields.peek();
      if (typed === null) return;
      const { cookie, problem } = described(typed);
      if (problem !== null || !(await saveCookie(context, cookie, null))) return;
      // The user may have opened another form meanwhile.
      if (fields.peek() === typed) fields.value = null;
    },
  };
}
