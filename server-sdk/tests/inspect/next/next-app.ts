/** The apps of this folder, with the lines of docs/inspect.md. */

import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const folder = import.meta.dirname;

/** A file as docs/inspect.md shows it, after these words. */
function shown(words: string): string {
  const page = readFileSync(join(folder, "../../../../docs/inspect.md"), "utf8");
  const [, file] = page.split(`${words}:\n\n\`\`\`js\n`);
  if (file === undefined) throw new Error(`docs/inspect.md has no file after "${words}"`);
  return file.split("```")[0]!;
}

/** Puts the app of a library into the project, in the place of the one that was there. */
export function writeApp(project: string, name: "iron-session" | "next-auth-4" | "next-auth-5"): void {
  for (const part of ["app", "proxy.js", ".next"]) rmSync(join(project, part), { recursive: true, force: true });
  cpSync(join(folder, name), project, { recursive: true });
  writeFileSync(join(project, "instrumentation.js"), shown("`instrumentation.js`"));
  const line = shown(name === "iron-session" ? "`sessionscope.js`" : "NextAuth in the same file");
  const library = name === "next-auth-4" ? name : "next-auth";
  writeFileSync(join(project, "sessionscope.js"), line.replace('"next-auth"', `"${library}"`));
}
