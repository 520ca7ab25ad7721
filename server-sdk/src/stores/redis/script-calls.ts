/**
 * What the scripts on a session are given (redis/scripts.ts). Each argument costs the client more than its bytes: what has
 * no blanks in it travels in one text, and what a change does not have does not travel at all.
 */

import type { Change } from "../../core/store.ts";
import { pack, packNullable } from "./fields.ts";

export interface ScriptCall {
  /** Numbers and marks, with blanks between them. */
  readonly facts: string;
  readonly texts: readonly string[];
}

export function commitCall(change: Change): ScriptCall {
  const { expect, expiry, modifiedAt, ifRevision, user } = change;
  const texts: string[] = [];
  let marks = "-";
  if (expiry.from !== null) {
    marks += "f";
    texts.push(pack(expiry.from));
  }
  if (expiry.to !== undefined) {
    marks += "e";
    texts.push(packNullable(expiry.to));
  }
  if (user !== undefined) {
    marks += "u";
    texts.push(packNullable(user));
  }
  if (change.clear) marks += "c";
  if (expect) for (const [key, text] of expect) texts.push(pack(key), text === null ? "0" : "1", text ?? "");
  for (const key of change.delete) texts.push(pack(key));
  for (const [key, text] of change.set) texts.push(pack(key), text);
  const lifetime = `${expiry.expiresAt} ${timeToLive(expiry.expiresAt)}`;
  const facts = `${modifiedAt} ${lifetime} ${marks} ${ifRevision ?? "-"} ${expect?.size ?? 0} ${change.delete.size}`;
  return { facts, texts };
}

export function touchCall(expiresAt: number, from: string | null): ScriptCall {
  return { facts: `${expiresAt} ${timeToLive(expiresAt)}`, texts: [packNullable(from)] };
}

/** Milliseconds from now, as whole ones: Redis must not be the first to find a session dead. */
export const timeToLive = (expiresAt: number): string => String(Math.ceil(expiresAt - Date.now()));
