/** Makes files of declarations smaller, which say the same afterwards. The package's own tests hold its types to that. */

/** Each begins a line; what belongs to it does not. */
const statements = (text: string) => text.split(/^(?=\/\*\*|(?:export |import |declare |interface |type )\S)/m);
const kinds = "const|function|class|interface|type";

/** TypeScript writes out the type of a constant wherever another contains it. Its name stands there again. */
export function namedAgain(text: string): string {
  const named: { name: string; type: string }[] = [];
  return statements(text)
    .map((statement) => {
      // The places where it stands differ by their indentation.
      const whole = statement.replace(/\n +/g, "\n");
      const short = named.reduce((rest, { name, type }) => rest.replaceAll(type, `typeof ${name}`), whole);
      const [, name, type] = /^(?:export )?declare const (\w+): (.{40,});\n$/s.exec(whole) ?? [];
      if (name !== undefined && type !== undefined) named.push({ name, type });
      named.sort((a, b) => b.type.length - a.type.length);
      return short;
    })
    .join("");
}

/**
 * Of the declarations of a package, those that the names need, without comments.
 * @param text one file that imports nothing, with one list of exports at its end.
 */
export function reachedFrom(names: Iterable<string>, text: string): string {
  const declared = Map.groupBy(
    statements(text.replace(/^\/\/.*\n|\/\*\*[\s\S]*?\*\/\s*/gm, "")),
    (statement) => new RegExp(`^(?:declare )?(?:${kinds}) ([\\w$]+)`).exec(statement)?.[1],
  );
  const reached = new Set<string>();
  const reach = (name: string) => {
    if (reached.has(name) || !declared.has(name)) return;
    reached.add(name);
    for (const statement of declared.get(name)!) {
      // Of a value there is only the type, and "string" may be a type as well as a function.
      for (const [asked] of statement.matchAll(/(?<=typeof )[a-z_$][\w$]*|\b[A-Z][\w$]*/g)) reach(asked);
    }
  };
  for (const name of names) reach(name);
  const kept = [...declared].flatMap(([name, all]) => (name !== undefined && reached.has(name) ? all : []));
  return `${kept.join("")}export type { ${[...names].join(", ")} };\n`;
}
