import { countsRevisions } from "../../../engine.ts";
import type { Panel } from "../../../state.ts";

/** The revision beside the name of a side. */
export const asideOf = ({ hello }: Pick<Panel, "hello">, revision: number | null) =>
  revision === null || !countsRevisions(hello.value) ? {} : { aside: `${revision}` };
