/** Holds the cookies of a history's visitors. Each place holds one visitor at a time. */

import { readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RequestRecord } from "./history.ts";
import type { Visitor } from "./visitor.ts";

/** The key in the browser's cookie after it has received a response; `null` if it has no cookie. */
export function afterAnswer(held: string | null, { cookie }: Pick<RequestRecord, "cookie">): string | null {
  if (cookie === null) return held;
  return cookie === "" ? null : cookie;
}

export interface Jar {
  readonly places: readonly string[];
  read(place: string): Visitor;
  write(place: string, visitor: Visitor): void;
}

/** A jar for clients in one process. */
export class MemoryJar implements Jar {
  readonly places: readonly string[];
  readonly #visitors = new Map<string, Visitor>();

  constructor(places: readonly string[]) {
    this.places = places;
  }

  read(place: string): Visitor {
    return this.#visitors.get(place)!;
  }

  write(place: string, visitor: Visitor): void {
    this.#visitors.set(place, visitor);
  }
}

/** A jar for several processes: one file for each place, always replaced as a whole. */
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
