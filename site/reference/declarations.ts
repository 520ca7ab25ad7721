/** Exported names as TypeScript, and the members that an app sees of them. */

import ts from "typescript";
import { docOf, isInternal } from "./docstrings.ts";

export interface Reading {
  readonly checker: ts.TypeChecker;
  /** The anchors of the names on the page. */
  readonly places: Map<ts.Symbol, string>;
  /** Classes behind an exported name, whose members stand under that name. */
  readonly listed: Set<ts.Symbol>;
}

const { TypeFormatFlags, SymbolFlags, ModifierFlags } = ts;
const flags = TypeFormatFlags.NoTruncation | TypeFormatFlags.UseAliasDefinedOutsideCurrentScope;

const hidden = ModifierFlags.Private | ModifierFlags.Protected;

const isFunction = (type: ts.Type): boolean => type.getCallSignatures().length > 0;

/** The type of what has members to list: a class, an interface, an alias of one or of an object. */
function memberType(symbol: ts.Symbol, { checker }: Reading): ts.Type | undefined {
  if (!(symbol.flags & (SymbolFlags.Class | SymbolFlags.Interface | SymbolFlags.TypeAlias))) return undefined;
  const type = checker.getDeclaredTypeOfSymbol(symbol);
  const isObject = (type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) !== 0;
  const isBranded =
    type.isIntersection() &&
    type.types.some((part) => !(part.flags & ts.TypeFlags.Object) && !(part.flags & ts.TypeFlags.Instantiable));
  return isObject && !isBranded && !isFunction(type) && !checker.isArrayLikeType(type) ? type : undefined;
}

function typeParameters(declaration: ts.Declaration | undefined): string {
  const list = (declaration as ts.InterfaceDeclaration | undefined)?.typeParameters;
  return list ? `<${list.map((parameter) => parameter.getText()).join(", ")}>` : "";
}

const overloads = (type: ts.Type, { checker }: Reading): readonly string[] =>
  type.getCallSignatures().map((signature) => checker.signatureToString(signature, undefined, flags));

/** The line that says what kind of thing the name is. */
export function declarationOf(symbol: ts.Symbol, reading: Reading): string {
  const { checker } = reading;
  const [declaration] = symbol.declarations ?? [];
  if (symbol.flags & (SymbolFlags.Function | SymbolFlags.Variable)) {
    const type = checker.getTypeOfSymbol(symbol);
    const calls = overloads(type, reading);
    if (calls.length > 0) return calls.map((call) => `function ${symbol.name}${call}`).join("\n");
    return `const ${symbol.name}: ${checker.typeToString(type, undefined, flags)}`;
  }
  const head = `${symbol.name}${typeParameters(declaration)}`;
  if (memberType(symbol, reading) && !(symbol.flags & SymbolFlags.TypeAlias)) {
    const kind = symbol.flags & SymbolFlags.Class ? "class" : "interface";
    return [`${kind} ${head}`, ...basesOf(declaration)].join(" ");
  }
  if (memberType(symbol, reading)) return `type ${head}`;
  const type = checker.getDeclaredTypeOfSymbol(symbol);
  return `type ${head} = ${checker.typeToString(type, undefined, flags | TypeFormatFlags.InTypeAlias)}`;
}

const basesOf = (declaration: ts.Declaration | undefined): readonly string[] =>
  ((declaration as ts.ClassDeclaration | undefined)?.heritageClauses ?? []).map((clause) => clause.getText());

/** One item of a list for each member: its type, and its docstring below. */
export function membersOf(symbol: ts.Symbol, reading: Reading): readonly string[] {
  const { checker, places, listed } = reading;
  const type = memberType(symbol, reading);
  if (!type) return [];
  const owners = new Set<ts.Symbol>();
  const isShown = (member: ts.Symbol): boolean => {
    const [declaration] = member.declarations ?? [];
    if (isInternal(member) || member.escapedName.toString().startsWith("__")) return false;
    if (!declaration) return true;
    if (ts.getCombinedModifierFlags(declaration) & hidden) return false;
    if (declaration.getSourceFile().fileName.includes("/node_modules/")) return false;
    const owner = ownerOf(declaration, checker);
    if (!owner || owner === symbol) return true;
    owners.add(owner);
    return !places.has(owner) && !listed.has(owner);
  };
  const members = checker.getPropertiesOfType(type).filter(isShown);
  for (const owner of owners) listed.add(owner);
  return members.flatMap((member) => itemsOf(member, reading));
}

/** The class or interface that declares a member. */
function ownerOf({ parent }: ts.Declaration, checker: ts.TypeChecker): ts.Symbol | undefined {
  if (!ts.isClassDeclaration(parent) && !ts.isInterfaceDeclaration(parent)) return undefined;
  return parent.name && checker.getSymbolAtLocation(parent.name);
}

/** An overload is an item of its own, because it has a docstring of its own. */
function itemsOf(member: ts.Symbol, { checker }: Reading): readonly string[] {
  const optional = member.flags & SymbolFlags.Optional ? "?" : "";
  const type = checker.getTypeOfSymbol(member);
  const item = (text: string, doc: string): string =>
    `- \`${member.name}${optional}${text}\`${doc && `\n\n${doc}`}`.replaceAll(/\n(?=[^\n])/g, "\n  ");
  if (!(member.flags & SymbolFlags.Method)) {
    const text = checker.typeToString(type, undefined, flags);
    return [item(`: ${optional ? text.replace(/ \| undefined$/, "") : text}`, docOf(member))];
  }
  const calls = checker.getNonNullableType(type).getCallSignatures();
  return calls.map((call) => item(checker.signatureToString(call, undefined, flags), docOf(call)));
}
