/** How many children of each list and dict a tree shows: a thousand at first, more when they are asked for. */

import { type ReadonlySignal, signal } from "@preact/signals";
import { nodeAt, type Path, pathId, pathOf, placeIn } from "../../json/path.ts";
import { childrenAtOnce, nodeOf, type Root } from "./tree-rows.ts";

export interface TreeRoom {
  /** By id of the list or dict; `childrenAtOnce` where it is not in here. */
  readonly shown: ReadonlySignal<ReadonlyMap<string, number>>;
  /** Shows more of the children that the row of this id stands for. */
  more(id: string): void;
  /** Shows each step of a path. */
  include(path: Path): void;
  /** Ids change with the paths. */
  map(next: (id: string) => string): void;
}

/** @param roots what `include` finds paths in. */
export function createRoom(roots: ReadonlySignal<readonly Root[]> = signal([])): TreeRoom {
  const shown = signal<ReadonlyMap<string, number>>(new Map());
  const set = (id: string, most: number) => {
    shown.value = new Map([...shown.peek(), [id, most]]);
  };
  const mostOf = (id: string) => shown.peek().get(id) ?? childrenAtOnce;
  return {
    shown,
    more(id) {
      const parent = pathId(pathOf(id).slice(0, -1));
      set(parent, mostOf(parent) + childrenAtOnce);
    },
    include(path) {
      const root = roots.peek().find(({ key }) => key === path[0]);
      let node = root === undefined ? null : nodeOf(root);
      for (let level = 1; level < path.length && node !== null; level++) {
        const [id, place] = [pathId(path.slice(0, level)), placeIn(node, path[level]!)];
        if (place >= mostOf(id)) set(id, (Math.floor(place / childrenAtOnce) + 1) * childrenAtOnce);
        node = nodeAt(node, [path[level]!]) ?? null;
      }
    },
    map(next) {
      shown.value = new Map([...shown.peek()].map(([id, most]) => [next(id), most]));
    },
  };
}
