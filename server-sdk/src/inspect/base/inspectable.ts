/** Whether another library's sessions may be looked at. */

import { isProduction } from "../../core/process/production.ts";
import type { DebugOptions } from "../../core/settings.ts";
import { tokenVariable } from "../../debug/choose-token.ts";

/** In production only where the app or its environment has chosen a token: a wrapper is else what it wraps. */
export function isInspectable({ token }: DebugOptions, env: NodeJS.ProcessEnv = process.env): boolean {
  return !isProduction(env) || (token ?? env[tokenVariable] ?? "") !== "";
}

/** Stands where there is nothing to look at: each request is the app's. */
export const passOn = (_request: unknown, _response: unknown, next: () => void): void => next();
