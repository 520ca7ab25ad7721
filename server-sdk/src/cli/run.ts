/** The list of commands; finds the one that was typed, opens its store and runs it. */

import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { parseSettings, type SettingsInput } from "../core/settings.ts";
import type { ClientStore, Store } from "../core/store.ts";
import { openStore } from "../open-store.ts";
import { packageVersion } from "../package-version.ts";
import { type Command, isSessionId, UsageError } from "./command.ts";
import { checkEndpoint } from "./commands/check-endpoint.ts";
import { clearExpired } from "./commands/clear-expired.ts";
import { deleteSession } from "./commands/delete.ts";
import { doctor } from "./commands/doctor.ts";
import { list } from "./commands/list.ts";
import { migrate } from "./commands/migrate.ts";
import { panel } from "./commands/panel.ts";
import { show } from "./commands/show.ts";
import { token } from "./commands/token.ts";
import { missingPlace } from "./missing-place.ts";

const commands: Readonly<Record<string, Command>> = {
  "clear-expired": clearExpired,
  migrate,
  list,
  show,
  delete: deleteSession,
  doctor,
  panel,
  token,
  "check-endpoint": checkEndpoint,
};

const ofStore = { store: { type: "string" }, settings: { type: "string" } } as const;
const common = {
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean" },
} as const;

const storeChoices = [
  "--store URL      which sessions; default: the store of the settings, else $SESSION_STORE, else sqlite:./sessions.db",
  "--settings FILE  a module that exports the app's `settings`",
];
const jsonChoice = "--json           one JSON value per line";

function help(): string {
  const width = Math.max(...Object.values(commands).map(({ usage }) => usage.length));
  return [
    "Usage: npx sessionscope <command> [--store URL] [--settings FILE] [--json]",
    "",
    ...Object.values(commands).map(({ usage, summary }) => `  ${usage.padEnd(width)}  ${summary}`),
    "",
    ...storeChoices,
    jsonChoice,
    "",
    "npx sessionscope <command> --help shows its options and an example.",
  ].join("\n");
}

function helpFor({ usage, summary, options = {}, example, storeless = false }: Command): string {
  const own = Object.entries(options).map(([name, { about }]) => `${`--${name}`.padEnd(15)}  ${about}`);
  return [
    `Usage: npx sessionscope ${usage}`,
    "",
    `${summary[0]!.toUpperCase()}${summary.slice(1)}.`,
    "",
    ...own,
    ...(storeless ? [] : storeChoices),
    jsonChoice,
    "",
    `Example: npx sessionscope ${example}`,
  ].join("\n");
}

/** @returns the exit code. */
export async function run(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === "--version") return say(packageVersion);
  if (name === undefined || name === "help" || name === "--help" || name === "-h") return say(help());
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command)
    throw new UsageError(`There is no command ${name}. Those that exist: ${Object.keys(commands).join(", ")}.`);
  const own = Object.fromEntries(Object.entries(command.options ?? {}).map(([option, { type }]) => [option, { type }]));
  const { values, positionals } = parse(rest, { ...common, ...(command.storeless ? {} : ofStore), ...own });
  if (values.help) return say(helpFor(command));
  const extra = positionals[command.takes ?? 0];
  if (extra !== undefined)
    throw new UsageError(`${name} cannot use ${extra}. Usage: npx sessionscope ${command.usage}`);
  const settings = await readSettings(values.settings as string | undefined);
  let store: Promise<Store | ClientStore> | undefined;
  const open = () => {
    store ??= openChosen(command, values.store as string | undefined, settings);
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

/** @throws UsageError when there is no such store, and the command does not create one. */
async function openChosen(
  { makesStore = false }: Command,
  url: string | undefined,
  settings: SettingsInput,
): Promise<Store | ClientStore> {
  const chosen = url ?? settings.store ?? process.env.SESSION_STORE ?? parseSettings({}).store;
  if (typeof chosen !== "string") return chosen;
  const missing = makesStore ? null : missingPlace(chosen);
  if (missing !== null) {
    throw new UsageError(
      `There is no store: ${missing} is not there. An app makes it when it starts; name another with --store URL or --settings FILE.`,
    );
  }
  return openStore(chosen, parseSettings({ secret: settings.secret }));
}

function say(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}
