/** The columns of a session's row: which are shown, which can be written, and with what. */

import { UnsupportedError } from "../../core/errors.ts";
import type { Content } from "../bridge.ts";
import type { AuthContext, Column, Columns, SessionRow } from "./library.ts";

/** The panel has them as facts of the session: its cookie, and its moments. */
const facts: ReadonlySet<string> = new Set(["token", "createdAt", "updatedAt", "expiresAt"]);

type Entries = Content["entries"];

export class SessionColumns {
  readonly #shown: readonly string[];
  readonly #editable: Columns;

  constructor({ tables, options }: AuthContext) {
    const own = options.session?.additionalFields ?? {};
    this.#editable = shownOf(own);
    this.#shown = ["id", ...Object.keys(shownOf({ ...tables.session?.fields, ...own }))];
  }

  /** A column without a value is no entry. */
  entriesOf(row: SessionRow): Entries {
    const filled = this.#shown.filter((name) => row[name] !== undefined && row[name] !== null);
    return new Map(filled.map((name) => [name, textOf(row[name])]));
  }

  /** Those of the library's own, and of its plugins. */
  readOnlyOf(entries: Entries): ReadonlySet<string> {
    return new Set([...entries.keys()].filter((name) => !Object.hasOwn(this.#editable, name)));
  }

  /** What to write for these entries. @throws UnsupportedError for what no column of the app's can keep. */
  changeBetween(before: Entries, after: Entries): Record<string, unknown> {
    const change: Record<string, unknown> = {};
    for (const name of new Set([...before.keys(), ...after.keys()])) {
      const text = after.get(name);
      if (text === before.get(name)) continue;
      change[name] = valueFor(name, this.#columnOf(name), text);
    }
    return change;
  }

  #columnOf(name: string): Column {
    if (Object.hasOwn(this.#editable, name)) return this.#editable[name]!;
    const names = Object.keys(this.#editable);
    throw new UnsupportedError(
      names.length === 0
        ? "The app has no columns of its own in the sessions of better-auth. Name some in session.additionalFields."
        : `better-auth has no column "${name}" of the app's. It has: ${names.join(", ")} (session.additionalFields).`,
    );
  }
}

/** What the library gives to nobody cannot be compared with what a panel has seen: it is not written either. */
function shownOf(columns: Columns): Columns {
  const shown = Object.entries(columns).filter(([name, { returned }]) => returned !== false && !facts.has(name));
  return Object.fromEntries(shown);
}

/** `text`: undefined to empty the column. */
function valueFor(name: string, { type, required = true }: Column, text: string | undefined): unknown {
  const value: unknown = text === undefined ? null : JSON.parse(text);
  if (value === null && type !== "json") {
    if (required) throw new UnsupportedError(`The column "${name}" is required: it cannot be empty.`);
    return null;
  }
  if (!isOf(type, value)) throw new UnsupportedError(`The column "${name}" takes ${namesOf(type)}.`);
  return type === "date" ? new Date(value as string) : value;
}

function isOf(type: Column["type"], value: unknown): boolean {
  if (typeof type !== "string") return type.includes(value as string);
  const list = /^(string|number)\[\]$/.exec(type);
  if (list) return Array.isArray(value) && value.every((one) => typeof one === list[1]);
  if (type === "date") return typeof value === "string" && !Number.isNaN(Date.parse(value));
  return type === "json" || typeof value === type;
}

const namesOf = (type: Column["type"]): string =>
  typeof type === "string" ? `a value of the type ${type}` : `one of ${type.map((one) => `"${one}"`).join(", ")}`;

function textOf(value: unknown): string {
  return JSON.stringify(value, (_, one) => (typeof one === "bigint" ? `${one}` : one)) ?? "null";
}
