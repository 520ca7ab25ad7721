/** The state of the Cookies tab, built from what is known to what can be done; each part takes only what exists. */

import { type Signal, signal } from "@preact/signals";
import { copyText } from "../../copy.ts";
import type { Panel } from "../../state.ts";
import { createDrafts, type Drafts } from "./drafts/drafts.ts";
import { type AddForm, createAddForm } from "./edits/add-form.ts";
import { createCommandContext } from "./edits/command-context.ts";
import { createRowEdits, type RowEdits } from "./edits/row-edits.ts";
import type { CookieRow } from "./known/cookie-rows.ts";
import { createKnownCookies, type KnownCookies } from "./known/known-cookies.ts";
import { type CookieList, createCookieList } from "./list/cookie-list.ts";
import { createDetail, type DetailState } from "./list/detail.ts";
import { createMasking, type Masking } from "./masking/masking.ts";

export interface CookiesState {
  readonly panel: Panel;
  readonly known: KnownCookies;
  readonly masking: Masking;
  readonly drafts: Drafts;
  readonly list: CookieList;
  readonly rowEdits: RowEdits;
  readonly addForm: AddForm;
  /** What the user typed for an import. */
  readonly importText: Signal<string>;
  /** Which of the two popovers of export and import is open. */
  readonly transferOpen: Signal<"export" | "import" | null>;
  readonly detail: DetailState;
  /** Copies a text. @param of the rows whose values it holds: the announcement says so if one of them is masked. */
  copy(text: string, of: readonly CookieRow[]): Promise<void>;
  /** The keyboard shortcuts of the tab. @returns true: the key is one of them. */
  onKey(event: KeyboardEvent): boolean;
}

export function createCookies(panel: Panel, end: AbortSignal): CookiesState {
  const known = createKnownCookies(panel, end);
  const masking = createMasking(panel.options);
  const drafts = createDrafts(known.pageOrLocalhost, panel.platform.cookies.rules, end);
  const list = createCookieList(panel, known, drafts);
  const detail = createDetail(panel, known, list);
  const context = createCommandContext(panel, known, list);
  const rowEdits = createRowEdits(context, list, drafts);
  const addForm = createAddForm(context, masking);
  return {
    panel,
    known,
    masking,
    drafts,
    list,
    rowEdits,
    addForm,
    importText: signal(""),
    transferOpen: signal(null),
    detail,
    copy: (text, of) => copyText(panel, text, panel.text(of.some(masking.isMasked) ? "copiedHidden" : "copied")),
    onKey(event) {
      const command = event.ctrlKey || event.metaKey;
      const current = list.table.current.peek();
      if (event.key === "Insert" && !command) addForm.open();
      else if (event.key === "Enter" && command) addForm.open();
      else if (event.key === "s" && command && current !== null) void rowEdits.save(current);
      else return false;
      return true;
    },
  };
}
