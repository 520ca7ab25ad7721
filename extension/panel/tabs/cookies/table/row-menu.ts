/** The menu of a row, and what it copies. */

import type { Format } from "../../../../cookies/formats.ts";
import { formatSetCookie } from "../../../../cookies/set-cookie/write-attributes.ts";
import type { MenuItem } from "../../../widgets/menu.tsx";
import type { CookieRow } from "../known/cookie-rows.ts";
import type { CookiesState } from "../state.ts";

/** The formats of "Copy as…", which load when one is chosen, with their titles. */
const copied = [
  ["json", "formatJson"],
  ["netscape", "formatNetscape"],
  ["curl", "formatCurl"],
] as const satisfies readonly (readonly [Format["name"], Format["title"]])[];

/** The items of "Copy as…". */
export function copyItems(state: CookiesState, row: CookieRow): readonly MenuItem[] {
  const { text } = state.panel;
  const { cookie, refused } = row;
  const as = ([name, title]: (typeof copied)[number]): MenuItem => ({
    name: text(title),
    async onSelect() {
      const { formats } = await import("../../../../cookies/formats.ts");
      const format = formats.find((one) => one.name === name)!;
      await state.copy(format.write([cookie], state.known.pageOrLocalhost.peek()), [row]);
    },
  });
  const line = refused ? refused.seen.line.raw : formatSetCookie(cookie);
  return [
    { name: text("copyPair"), onSelect: () => void state.copy(`${cookie.name}=${cookie.value}`, [row]) },
    { name: text("copyLine"), onSelect: () => void state.copy(line, [row]) },
    ...copied.map(as),
  ];
}

/** Copies the value of the chosen row; of several rows, a line `name=value` each. */
export function copyChosen(state: CookiesState): Promise<void> {
  const chosen = state.list.chosen();
  const lines = chosen.map(({ cookie: { name, value } }) => (chosen.length === 1 ? value : `${name}=${value}`));
  return state.copy(lines.join("\n"), chosen);
}

export function rowItems(state: CookiesState, row: CookieRow): readonly MenuItem[] {
  const { text } = state.panel;
  const held = row.refused === null;
  const ticked = state.list.chosen();
  const several = ticked.length > 1 && ticked.includes(row);
  return [
    { name: text("copyValue"), icon: "copy", keys: "Ctrl+C", onSelect: () => void state.copy(row.cookie.value, [row]) },
    ...(state.masking.isMasked(row)
      ? [{ name: text("reveal"), icon: "eye", onSelect: () => state.masking.reveal(row) } as const]
      : []),
    { caption: text("copyAs") },
    ...copyItems(state, row),
    "line",
    {
      name: text("editTheValue"),
      icon: "pencil",
      keys: "Enter",
      disabled: !held,
      onSelect: () => state.rowEdits.edit(row, "value"),
    },
    { name: text("rename"), keys: "F2", disabled: !held, onSelect: () => state.rowEdits.edit(row, "name") },
    { name: text("cookieDuplicate"), icon: "clone", keys: "Ctrl+D", onSelect: () => state.addForm.open(row) },
    {
      name: several ? text("cookieDeleteMany", `${ticked.length}`) : text("delete"),
      icon: "trash",
      keys: "Delete",
      danger: true,
      onSelect: () => void state.rowEdits.remove(several ? ticked : [row]),
    },
  ];
}
