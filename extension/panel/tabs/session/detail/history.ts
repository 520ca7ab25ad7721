import { isWithin, type Path } from "../../../../json/path.ts";
import type { LoggedChange } from "../../../session/known/changes.ts";
import type { SessionTab } from "../state.ts";

/** The changes of a value, of the values in it, and of those around it. */
export const historyOf = ({ changeLog }: SessionTab, path: Path): readonly LoggedChange[] =>
  changeLog.entries.value.filter((change) => isWithin(change.path, path) || isWithin(path, change.path));
