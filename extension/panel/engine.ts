/** What the server's session library can do, by `hello.commands` and `hello.engine`. The panel offers nothing else. */

import type { CommandName, Engine, Expiry, Hello } from "sessionscope/protocol";
import { visible } from "../json/visible.ts";
import type { Panel } from "./state.ts";
import type { Text } from "./widgets/text.ts";

type Knowing = Pick<Panel, "hello" | "text">;

/** Why none of the server's commands does this, in a sentence; null: all of these commands are there. */
export function whyNot({ hello: { value: hello }, text }: Knowing, ...commands: readonly CommandName[]): string | null {
  const missing = hello === null ? undefined : commands.find((command) => !hello.commands.includes(command));
  if (hello === null || missing === undefined) return null;
  const { engine } = hello;
  if (engine === undefined) return text("serverCannot");
  return visible(engine.cannot?.[missing] ?? text("engineCannot", engine.name));
}

/** The session is in its cookie, as another library writes it: the server has nothing of it. */
export const isForeignCookie = (hello: Hello | null): boolean =>
  hello?.engine !== undefined && hello.store.kind === "client";

/** Why the server cannot end a session and leave the browser its cookie; null: it can. */
export const whyNotOnServer = (knowing: Knowing): string | null =>
  isForeignCookie(knowing.hello.value) ? knowing.text("engineNothingToExpire") : whyNot(knowing, "session.expire");

/** Where the sessions are kept, for people: "express-session 1.19.0 (RedisStore)". */
export const engineName = (hello: Hello | null): string => hello?.engine?.name ?? hello?.store.name ?? "";

const promises = {
  stored: "editsStored",
  merge: "editsMerge",
  quiet: "editsQuiet",
  compare: "editsCompare",
  none: "editsNone",
} as const satisfies Record<Engine["edits"], string>;

/** What an edit can promise. null: the sessions are Sessionscope's own, where all is compared and written in one step. */
export const promiseOf = ({ engine }: Hello, text: Text): string | null =>
  engine === undefined ? null : text(promises[engine.edits]);

/** A request under way may overwrite an edit. */
export const mayLoseEdits = ({ engine }: Hello): boolean => engine?.edits === "compare" || engine?.edits === "none";

/** Whether this kind of expiry can be kept. */
export const keepsExpiry = (hello: Hello | null, kind: Expiry["kind"]): boolean =>
  hello?.engine?.expiry.includes(kind) ?? true;

/** Whether a session's revision counts its changes. Else it only tells an earlier state from a later one. */
export const countsRevisions = (hello: Hello | null): boolean => hello?.engine?.revisions !== "observed";
