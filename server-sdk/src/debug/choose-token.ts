/** Chooses the token of the endpoint, the app's own or else the project's, and prints a generated one for the developer. */

import { getEnvironmentData, setEnvironmentData } from "node:worker_threads";
import { SettingError } from "../core/errors.ts";
import { isProduction, isUnattended } from "../core/process/production.ts";
import type { DebugOptions } from "../core/settings.ts";
import { projectToken } from "./project-token.ts";

export const tokenVariable = "SESSIONSCOPE_TOKEN";
/** The fewest characters of a token that an app may choose. */
const shortest = 16;
/** The fewest different characters in it. A random token of that length has more. */
const fewest = 8;
/** Printable ASCII without spaces, which an Authorization header can carry. */
const sendable = /^[!-~]+$/;

export interface ChosenToken {
  readonly token: string;
  /** The public id of a generated token; `null`: the app, or its environment, has chosen the token. */
  readonly server: string | null;
  /** Why only this process has a generated token; `null`: its project has it, or the app has chosen it. */
  readonly problem: string | null;
}

/**
 * The token of the setting, else of the environment, else of the project.
 * @throws SettingError as `configuredToken` does.
 */
export function chooseToken(debug: DebugOptions, env: NodeJS.ProcessEnv): ChosenToken {
  const configured = configuredToken(debug, env);
  return configured === null ? projectToken({ env }) : { token: configured, server: null, problem: null };
}

/**
 * The token that the app or its environment has chosen; `null`: none.
 * @throws SettingError for a token that no header can carry or that is easy to guess. In production also when there is
 * no token, and for `requireToken: false`.
 */
export function configuredToken({ token, requireToken }: DebugOptions, env: NodeJS.ProcessEnv): string | null {
  const text = token ?? (env[tokenVariable] || undefined);
  if (text !== undefined && (text.length < shortest || !sendable.test(text) || new Set(text).size < fewest)) {
    throw new SettingError(
      token === undefined ? tokenVariable : "debug.token",
      `a token needs at least ${shortest} printable ASCII characters, none of them a space, and at least ${fewest} different ones.`,
      "Make one with: openssl rand -base64 24",
    );
  }
  if (isProduction(env) && text === undefined) {
    throw new SettingError(
      "debug",
      "the debug endpoint shows and changes sessions; in production (NODE_ENV) it does not start by itself.",
      `Switch it off, or say that you mean it with a token of your own: debug: { token }, or ${tokenVariable} in the environment.`,
    );
  }
  if (isProduction(env) && requireToken === false) {
    throw new SettingError(
      "debug.requireToken",
      "without the token, every proxy or tunnel lets strangers in; in production (NODE_ENV) that cannot be.",
      "Leave it out.",
    );
  }
  return text ?? null;
}

/** The key of the environment data that holds the printed token, for worker threads too. */
const toldKey = "sessionscope.told";

/** Prints a generated token for the developer, once per process, and not where `CI` is set. */
export function tellToken(
  path: string,
  chosen: ChosenToken,
  env: NodeJS.ProcessEnv,
  tell: (line: string) => void,
): void {
  const { token, server, problem } = chosen;
  if (server === null || isUnattended(env) || getEnvironmentData(toldKey) === token) return;
  setEnvironmentData(toldKey, token);
  const reason =
    problem === null
      ? ""
      : `. The token below is this process's own (${problem}). Set ${tokenVariable} to have one that stays.`;
  tell(`Sessionscope: debug endpoint at ${path}${reason} token: ${token}`);
}
