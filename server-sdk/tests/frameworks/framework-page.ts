/** What a page of docs/ tells the reader to type and to save, by heading. */

import { readFileSync } from "node:fs";
import { join } from "node:path";

export interface PageSection {
  /** The `sh` blocks, in order. */
  readonly commands: readonly string[];
  /** The content of each block that follows a line which ends with "`name`:", by name. */
  readonly files: ReadonlyMap<string, string>;
}

/** @param page its path below docs/. @param heading without its number signs; the section ends at the next heading of any depth. */
export function sectionOf(page: string, heading: string): PageSection {
  const text = readFileSync(join(import.meta.dirname, "../../../docs", page), "utf8");
  const found = headings(text).find(([name]) => name === heading);
  if (!found) throw new Error(`docs/${page} has no heading "${heading}"`);
  const [, content] = found;
  return {
    commands: [...content.matchAll(/^```sh\n(.*?)^```/gms)].map(([, lines]) => lines!),
    files: new Map(
      [...content.matchAll(/`([^`\n]+)`:\n\n```\w+\n(.*?)^```/gms)].map(([, name, code]) => [name!, code!]),
    ),
  };
}

/** The sections of a page. A number sign within a code block is no heading. */
function headings(text: string): [name: string, content: string][] {
  const sections: [string, string][] = [];
  let inCode = false;
  for (const line of text.split("\n")) {
    if (line.startsWith("```")) inCode = !inCode;
    const name = inCode ? undefined : /^#+ (.*)/.exec(line)?.[1];
    if (name !== undefined) sections.push([name, ""]);
    else if (sections.length > 0) sections.at(-1)![1] += `${line}\n`;
  }
  return sections;
}
