/** A jar that processes share: a file for each place, whose content is replaced whole. */

import { readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Jar } from "./load.ts";
import type { Visitor } from "./visitor.ts";

export class JarFolder implements Jar {
  readonly places: readonly string[];
  readonly #folder: string;

  constructor(folder: string, places: readonly string[] = readdirSync(folder).filter((name) => !name.startsWith("."))) {
    this.#folder = folder;
    this.places = places;
  }

  read(place: string): Visitor {
    return JSON.parse(readFileSync(join(this.#folder, place), "utf8")) as Visitor;
  }

  write(place: string, visitor: Visitor): void {
    const temporary = join(this.#folder, `.${process.pid}-${place}`);
    writeFileSync(temporary, JSON.stringify(visitor));
    renameSync(temporary, join(this.#folder, place));
  }
}
