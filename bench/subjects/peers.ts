/** Peers without types, and the packages of peers/, which only the bench needs: installed from their own lock when a process first asks for one. */

import { createRequire } from "node:module";
import { join } from "node:path";
import type { RequestHandler } from "express";
import { importFrom, installPackages } from "../../server-sdk/tests/inspect/installed-packages.ts";

export const cookieSession = createRequire(import.meta.url)("cookie-session") as (options: object) => RequestHandler;

const folder = join(import.meta.dirname, "../peers");

export const installPeers = (): void => installPackages(folder);

/** A package of peers/, without its types. */
export const peer = (name: string) => importFrom(folder, name);
