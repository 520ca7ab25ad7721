#!/usr/bin/env node
/** `npx sessionscope`: the list of commands, and how one is found, given its store and run. */

import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { SessionError } from "../core/errors.ts";
import { parseSettings, type SettingsInput } from "../core/settings.ts";
import type { ClientStore, Store } from "../core/store.ts";
import { openStore } from "../open-store.ts";
import { packageVersion } from "../package-version.ts";
import { type Command, isSessionId, UsageError } from "./command.ts";
import { clearExpired } from "./commands/clear-expired.ts";
import { deleteSession } from "./commands/delete.ts";
import { doctor } from "./commands/doctor.ts";
import { list } from "./commands/list.ts";
import { migrate } from "./commands/migrate.ts";
import { show } from "./commands/show.ts";
import { token } from "./commands/token.ts";

const commands: Readonly<Record<string, Command>> = {
  "clear-expired": clearExpired,
  migrate,
  list,
  show,
  delete: deleteSession,
  doctor,
  token,
};

const common = {
  store: { type: "string" },
  settings: { type: "string" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean" },
} as const;

function help(): string {
  const width = Math.max(...Object.values(commands).map(({ usage }) => usage.length));
  const lines = Object.values(commands).flatMap(({ usage, summary, options = {} }) => [
    `  ${usage.padEnd(width)}  ${summary}`,
    ...Object.entries(options).map(([name, { about }]) => `  ${"".padEnd(width)}  --${name}: ${about}`),
  ]);
  return [
    "Usage: npx sessionscope <command> [--store URL] [--settings FILE] [--json]",
    "",
    ...lines,
    "",
    "--store URL      which sessions; default: the store of the settings, else $SESSION_STORE, else sqlite:./sessions.db",
    "--settings FILE  a module that exports the app's `settings`",
    "--json           one JSON value per line",
  ].join("\n");
}

async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === "--version") return say(packageVersion);
  if (name === undefined || name === "help" || name === "--help" || name === "-h") return say(help());
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command)
    throw new UsageError(`There is no command ${name}. Those that exist: ${Object.keys(commands).join(", ")}.`);
  const own = Object.fromEntries(Object.entries(command.options ?? {}).map(([option, { type }]) => [option, { type }]));
  const { values, positionals } = parse(rest, { ...common, ...own });
  if (values.help) return say(help());
  const extra = positionals[command.takes ?? 0];
  if (extra !== undefined)
    throw new UsageError(`${name} cannot use ${extra}. Usage: npx sessionscope ${command.usage}`);
  const settings = await readSettings(values.settings as string | undefined);
  let store: Promise<Store | ClientStore> | undefined;
  const open = () => {
    store ??= chooseStore(values.store as string | undefined, settings);
    return store;
  };
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  const json = values.json === true;
  try {
    return await command.run({
      open,
      settings,
      positionals,
      options: values,
      json,
      signal: stop.signal,
      print: (line) => void process.stdout.write(`${line}\n`),
      progress: (line) => void (json || process.stderr.write(`${line}\n`)),
    });
  } finally {
    const opened = await store?.catch(() => undefined);
    if (opened?.kind === "server") await opened.close?.();
  }
}

function parse(args: readonly string[], options: Record<string, { type: "string" | "boolean"; short?: string }>) {
  // An id may begin with "-" and would be taken for an option.
  const [ids, others] = [args.filter(isSessionId), args.filter((arg) => !isSessionId(arg))];
  try {
    return parseArgs({ args: [...others, "--", ...ids], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

async function readSettings(file: string | undefined): Promise<SettingsInput> {
  if (file === undefined) return {};
  const path = resolve(file);
  if (!existsSync(path)) throw new UsageError(`There is no file ${path}.`);
  const module = (await import(pathToFileURL(path).href)) as { settings?: SettingsInput };
  if (!module.settings) throw new UsageError(`${file} exports no \`settings\`.`);
  return module.settings;
}

async function chooseStore(url: string | undefined, settings: SettingsInput): Promise<Store | ClientStore> {
  const chosen = url ?? settings.store ?? process.env.SESSION_STORE ?? parseSettings({}).store;
  return typeof chosen === "string" ? openStore(chosen, parseSettings({ secret: settings.secret })) : chosen;
}

function say(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}

// Whoever reads (`| head`) has seen enough.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError) && !(error instanceof SessionError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
