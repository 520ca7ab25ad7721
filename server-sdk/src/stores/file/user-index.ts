/**
 * Which sessions belong to a user: an empty file per session, named after both. A marker is made before its session is
 * written and removed after it, so after a crash there may be one too many, never one too few.
 */

import { hash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { isAbsent, writeMarker } from "./session-file.ts";

export class UserIndex {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  async add(user: string, file: string): Promise<void> {
    await writeMarker(this.#path(user, file));
  }

  async remove(user: string, file: string): Promise<void> {
    await rm(this.#path(user, file), { force: true });
  }

  /** The names of session files after `after`, in order. Some may no longer be the user's. */
  async files(user: string, after: string): Promise<string[]> {
    const name = nameOf(user);
    const markers = await readdir(join(this.#directory, name.slice(0, 2))).catch((error) => {
      if (isAbsent(error) && existsSync(this.#directory)) return [];
      throw error;
    });
    return markers
      .filter((marker) => marker.startsWith(`${name}.`))
      .map((marker) => marker.slice(name.length + 1))
      .filter((file) => file > after)
      .sort();
  }

  #path(user: string, file: string): string {
    const name = nameOf(user);
    return join(this.#directory, name.slice(0, 2), `${name}.${file}`);
  }
}

/** A user may be called anything, a file may not. As JSON, for halves of surrogate pairs would all hash the same. */
const nameOf = (user: string): string => hash("sha256", JSON.stringify(user), "hex");
