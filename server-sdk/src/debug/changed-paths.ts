/** Finds the places where two JSON texts differ, to tell apart two requests that changed the same key. */

import { pathLimit, valueCap } from "../protocol.ts";

export type ValuePath = (string | number)[];

/**
 * The paths of the values that differ; lists are compared place by place. A path ends at a name for which `hides` answers
 * true. `undefined`: the texts are too long to compare, are not JSON, or differ as a whole or in too many places.
 */
export function changedPaths(before: string, after: string, hides: (name: string) => boolean): ValuePath[] | undefined {
  if (Math.max(before.length, after.length) > valueCap) return undefined;
  const paths: ValuePath[] = [];
  const compare = (was: unknown, is: unknown, path: ValuePath): void => {
    if (paths.length > pathLimit || was === is) return;
    const inside = isContainer(was) && isContainer(is) && Array.isArray(was) === Array.isArray(is);
    if (!inside || path.length === pathLimit) {
      if (JSON.stringify(was) !== JSON.stringify(is)) paths.push(path);
      return;
    }
    for (const name of new Set([...Object.keys(was), ...Object.keys(is)])) {
      const [old, now] = [own(was, name), own(is, name)];
      const below = [...path, Array.isArray(is) ? Number(name) : name];
      if (!hides(name)) compare(old, now, below);
      else if (JSON.stringify(old) !== JSON.stringify(now)) paths.push(below);
    }
  };
  try {
    compare(JSON.parse(before), JSON.parse(after), []);
  } catch {
    return undefined;
  }
  const useful = paths.length > 0 && paths.length <= pathLimit && paths.every(({ length }) => length > 0);
  return useful ? paths : undefined;
}

type Container = Readonly<Record<string, unknown>>;

const isContainer = (value: unknown): value is Container => typeof value === "object" && value !== null;

const own = (container: Container, name: string): unknown =>
  Object.hasOwn(container, name) ? container[name] : undefined;
