/** The page: each entry point, each name it exports, with its type and its docstring. */

import { join } from "node:path";
import GithubSlugger from "github-slugger";
import ts from "typescript";
import { declarationOf, membersOf, type Reading } from "./declarations.ts";
import { docOf } from "./docstrings.ts";
import { type EntryPoint, entryPointsOf } from "./entry-points.ts";

/** Described by hand, message by message. */
const elsewhere: Readonly<Record<string, string>> = {
  "sessionscope/protocol": "The types of [the debug protocol](debug-protocol.md), for those who write a client.",
};

const opening = `# API

Every name that the package exports, with its type. \`npm run docs -- reference\` writes this page from the sources, so
it cannot differ from them. [Settings](settings.md), [stores](stores.md), [errors](errors.md) and
[events](events.md) have pages that explain; the [guides](guides.md) show how the names are used.
`;

function programOf(folder: string, files: readonly string[]): ts.Program {
  const path = join(folder, "tsconfig.json");
  const { config } = ts.readConfigFile(path, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, folder);
  const types = [join(folder, "../node_modules/@types")];
  return ts.createProgram(files, { ...options, customConditions: ["@sessionscope/source"], typeRoots: types });
}

export function referenceOf(folder: string): string {
  const points = entryPointsOf(folder);
  const program = programOf(
    folder,
    points.map(({ file }) => file),
  );
  const checker = program.getTypeChecker();
  const reading: Reading = { checker, places: new Map(), listed: new Set() };
  const slugs = new GithubSlugger();
  slugs.slug("API");
  const sections = points.map((point) => sectionOf(point, program, reading, (heading) => slugs.slug(heading)));
  return `${[opening, ...sections].join("\n")}`;
}

function sectionOf(
  { name, file }: EntryPoint,
  program: ts.Program,
  reading: Reading,
  anchorOf: (heading: string) => string,
): string {
  anchorOf(name);
  const heading = `## ${name}\n`;
  const page = elsewhere[name];
  if (page !== undefined) return `${heading}\n${page}\n`;
  const { checker, places } = reading;
  const module = checker.getSymbolAtLocation(program.getSourceFile(file)!)!;
  const again: string[] = [];
  const fresh: ts.Symbol[] = [];
  for (const exported of checker.getExportsOfModule(module)) {
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    if (places.has(symbol)) again.push(`[\`${symbol.name}\`](#${places.get(symbol)})`);
    else fresh.push(symbol);
  }
  fresh.sort((one, other) => rank(one) - rank(other) || one.name.localeCompare(other.name, "en"));
  for (const symbol of fresh) places.set(symbol, anchorOf(symbol.name));
  const parts = fresh.map((symbol) => entryOf(symbol, reading));
  if (again.length > 0) parts.push(`Also exported here: ${again.join(", ")}.\n`);
  return [heading, ...parts].join("\n");
}

/** Functions first: they are what is called. */
function rank({ flags }: ts.Symbol): number {
  if (flags & (ts.SymbolFlags.Function | ts.SymbolFlags.Variable)) return 0;
  return flags & ts.SymbolFlags.Class ? 1 : 2;
}

function entryOf(symbol: ts.Symbol, reading: Reading): string {
  const parts = [`### ${symbol.name}\n`, `\`\`\`ts\n${declarationOf(symbol, reading)}\n\`\`\`\n`];
  const doc = docOf(symbol);
  if (doc !== "") parts.push(`${doc}\n`);
  const members = membersOf(symbol, reading);
  if (members.length > 0) parts.push(`${members.join("\n")}\n`);
  return parts.join("\n");
}
