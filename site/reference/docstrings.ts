/** Docstrings as Markdown. */

import ts from "typescript";

const textOf = (parts: readonly ts.SymbolDisplayPart[] | undefined): string =>
  ts.displayPartsToString([...(parts ?? [])]);

/** What it is, what it throws, and an example. Empty where nothing is written. */
export function docOf(documented: ts.Symbol | ts.Signature): string {
  const parts = [textOf(documented.getDocumentationComment(undefined))];
  for (const { name, text } of documented.getJsDocTags()) {
    const said = textOf(text).trim();
    if (name === "throws") parts.push(`Throws ${said}`);
    if (name === "deprecated") parts.push(`Deprecated: ${said}`);
    if (name === "example") parts.push(`\`\`\`ts\n${said}\n\`\`\``);
  }
  return parts.filter((part) => part !== "").join("\n\n");
}

export const isInternal = (symbol: ts.Symbol): boolean => symbol.getJsDocTags().some(({ name }) => name === "internal");
