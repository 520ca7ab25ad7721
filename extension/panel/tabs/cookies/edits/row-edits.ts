/** What the user does to a row: edits, saves, switches, deletes it. */

import { batch } from "@preact/signals";
import type { Fix } from "../../../../cookies/refusal/reasons.ts";
import { textOf } from "../../../../cookies/set-cookie/edit-attributes.ts";
import { parseSetCookie } from "../../../../cookies/set-cookie/parse-line.ts";
import { loadSites } from "../../../../cookies/site.ts";
import { cookieOf, fieldsOf } from "../drafts/cookie-fields.ts";
import { type Drafts, editableColumns } from "../drafts/drafts.ts";
import type { CookieRow } from "../known/cookie-rows.ts";
import { cookieAskedFor } from "../known/seen-lines.ts";
import type { CookieList } from "../list/cookie-list.ts";
import type { CommandContext } from "./command-context.ts";
import { removeRows } from "./remove-rows.ts";
import { saveCookie } from "./save-cookie.ts";

export interface RowEdits {
  /** Starts editing in place. Refused rows and columns without a field are left as they are. */
  edit(row: CookieRow, column: string): void;
  /** Saves the draft of the row, or shows its problem. */
  save(row: CookieRow): Promise<void>;
  /** Turns an attribute on or off and saves it at once. */
  toggle(row: CookieRow, attribute: "httpOnly" | "secure"): Promise<void>;
  /** Stores the cookie that a corrected line asks for. */
  saveCorrected(row: CookieRow, fix: Fix): Promise<void>;
  /** Deletes cookies, takes refused ones off the list, and returns the focus to the table. */
  remove(rows: readonly CookieRow[]): Promise<void>;
}

export function createRowEdits(context: CommandContext, list: CookieList, drafts: Drafts): RowEdits {
  const { known, panel } = context;
  const { rules } = panel.platform.cookies;
  const { table } = list;
  const leaveCell = () => {
    const inPlace = drafts.cell.peek() !== null;
    drafts.leave();
    if (inPlace) table.focus();
  };
  return {
    edit(row, column) {
      const editable = editableColumns.find((one) => one === column);
      if (editable === undefined || row.refused !== null) return;
      batch(() => {
        table.choose(row.id);
        drafts.edit(row, editable);
      });
    },
    async save(row) {
      if (!drafts.all.peek().has(row.id)) {
        leaveCell();
        return;
      }
      await loadSites();
      if (drafts.problemOf(row) !== null) {
        drafts.showProblem();
        return;
      }
      const inPlace = drafts.cell.peek() !== null;
      if (await saveCookie(context, drafts.cookieFor(row), list.isOrphan(row) || row.refused ? null : row.cookie)) {
        drafts.revert(row.id);
        if (inPlace) table.focus();
      }
    },
    async toggle(row, attribute) {
      if (row.refused !== null || drafts.all.peek().has(row.id)) return;
      const fields = { ...fieldsOf(row.cookie), [attribute]: !row.cookie[attribute] };
      const { cookie } = cookieOf(fields, row.cookie, {
        page: known.pageOrLocalhost.peek(),
        now: Date.now(),
        rules,
      });
      await saveCookie(context, cookie, row.cookie);
    },
    async saveCorrected(row, fix) {
      const line = parseSetCookie(textOf(fix.line), rules);
      const { url } = row.refused!.seen;
      const { cookie } = cookieAskedFor(line, url, known.pageOrLocalhost.peek(), Date.now());
      await saveCookie(context, cookie, null);
    },
    async remove(rows) {
      await removeRows(context, rows);
      table.focus();
    },
  };
}
