/** The pages of docs/, and the code that they show. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const root = join(import.meta.dirname, "../../..");

/** The pages below a folder, as paths from the repository's root. */
export const pagesBelow = (folder: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(folder, name).replaceAll("\\", "/"))
    .sort();

export interface DocBlock {
  readonly code: string;
  /** The file that the page says to save it as: the text before it ends with "`name`:". */
  readonly name: string | undefined;
}

/** @param page as "docs/start.md". @returns the blocks of one language, in order. */
export function blocksOf(page: string, language = "ts"): readonly DocBlock[] {
  const text = readFileSync(join(root, page), "utf8");
  const blocks = text.matchAll(new RegExp(`(?:\`([^\`\\n]+)\`:\\n\\n)?^\`\`\`${language}\\n(.*?)^\`\`\``, "gms"));
  return [...blocks].map(([, name, code]) => ({ name, code: code! }));
}

/** The first block of a page that holds this text. */
export function blockWith(page: string, text: string): string {
  const found = blocksOf(page).find(({ code }) => code.includes(text));
  if (!found) throw new Error(`No block of ${page} holds ${text}`);
  return found.code;
}
