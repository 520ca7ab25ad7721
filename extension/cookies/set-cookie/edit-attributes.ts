/** Edits a `Set-Cookie` line: sets and drops attributes, replaces the name or the value. */

import { type AttributeKind, attributeNames, type SetCookie } from "./parse-line.ts";

/** An edit of a line: sets an attribute (`true`: one without a value), drops one, or replaces the name or the value. */
export type AttributeEdit =
  | { readonly set: AttributeKind; readonly to: string | true }
  | { readonly drop: AttributeKind }
  | { readonly name: string }
  | { readonly value: string };

/** A stretch of an edited line; `added`: an edit put it there. */
export interface Stretch {
  readonly text: string;
  readonly added: boolean;
}

/** The edited line in stretches. An attribute that is set again keeps its place. */
export function editLine(line: SetCookie, edits: readonly AttributeEdit[]): readonly Stretch[] {
  let { name, value } = line;
  let renamed = false;
  let attributes = line.attributes.map(({ raw, kind }) => ({ text: raw, kind, added: false }));
  for (const edit of edits) {
    if ("name" in edit) [name, renamed] = [edit.name, true];
    else if ("value" in edit) [value, renamed] = [edit.value, true];
    else if ("drop" in edit) attributes = attributes.filter(({ kind }) => kind !== edit.drop);
    else {
      const text = attributeNames[edit.set] + (edit.to === true ? "" : `=${edit.to}`);
      const place = attributes.findIndex(({ kind }) => kind === edit.set);
      const fresh = { text, kind: edit.set, added: true };
      const others = attributes.filter(({ kind }, index) => kind !== edit.set || index === place);
      attributes = place === -1 ? [...others, fresh] : others.map((one) => (one.kind === edit.set ? fresh : one));
    }
  }
  const pair = { text: renamed ? `${name}=${value}` : line.pair.raw, added: renamed };
  return [pair, ...attributes].flatMap(({ text, added }, index) =>
    index === 0
      ? [{ text, added }]
      : [
          { text: "; ", added: false },
          { text, added },
        ],
  );
}

export const textOf = (stretches: readonly Stretch[]): string => stretches.map(({ text }) => text).join("");
