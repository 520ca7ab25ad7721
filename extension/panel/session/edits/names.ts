/** Which names a value may get. */

import type { Path } from "../../../json/path.ts";
import type { Panel } from "../../state.ts";
import type { NameRules } from "./checks.ts";
import type { Overlay } from "./overlay.ts";

/** The rules for the name at the end of a path. */
export function nameRules({ hello }: Pick<Panel, "hello">, overlay: Overlay, path: Path): NameRules {
  const isKey = path.length === 1;
  return {
    members: isKey ? (hello.peek()?.members ?? []) : null,
    taken: (name) => overlay.has([...path.slice(0, -1), name]),
  };
}

/** `name_copy`, `name_copy2`, …: the first that is free. */
export function freeName(name: string, { taken }: NameRules): string {
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? `${name}_copy` : `${name}_copy${number}`;
    if (!taken(candidate)) return candidate;
  }
}
