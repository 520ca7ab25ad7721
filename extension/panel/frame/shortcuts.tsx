/** The dialog with the list of keyboard shortcuts. */

import type { VNode } from "preact";
import { CutLine } from "../widgets/cut-line.tsx";
import { Dialog } from "../widgets/dialog.tsx";
import { Keys } from "../widgets/field.tsx";
import { useText } from "../widgets/text.ts";

/** The message id of a shortcut, then its keyboard keys, shown in this order. */
type Row = readonly [name: string, ...keys: readonly string[]];

const whileEditing: readonly Row[] = [
  ["keyApply", "Enter"],
  ["saveAsString", "Ctrl+Enter"],
  ["keySaveJson", "Ctrl+S"],
  ["keyNextCell", "Tab", "Shift+Tab"],
  ["cancel", "Esc"],
];
const inLists: readonly Row[] = [
  ["keyMove", "↑", "↓"],
  ["keyBranch", "→", "←"],
  ["keyOpenAll", "*"],
  ["keyFirstLast", "Home", "End"],
  ["editTheValue", "Enter"],
  ["keyRename", "F2"],
  ["add", "Insert", "Ctrl+Enter"],
  ["duplicate", "Ctrl+D"],
  ["delete", "Delete"],
  ["keyCopy", "Ctrl+C"],
  ["keySelectMore", "Shift+↑", "Shift+↓"],
  ["keySelectAll", "Ctrl+A"],
  ["keyAllActions", "Shift+F10"],
  ["keyDifference", "]", "["],
  ["keyFindByTyping", "a–z"],
];

/** @param tabs the names of the tabs, in the order of their numbers. */
export function Shortcuts({ tabs, onClose }: { tabs: readonly string[]; onClose(): void }): VNode {
  const text = useText();
  const anywhere: readonly Row[] = [
    ["keyFilter", "/", "Ctrl+K"],
    ["keyFirstFound", "↓", "Enter"],
    ["keyPanes", "F6", "Shift+F6"],
    ["keyUndo", "Ctrl+Z", "Ctrl+Shift+Z"],
    ["keyRecord", "Ctrl+E"],
    ["keyClose", "Esc"],
    ["keyList", "?"],
  ];
  return (
    <Dialog title={text("shortcuts")} onClose={onClose}>
      <div class="shortcuts">
        <div>
          <h3>{text("keysAnywhere")}</h3>
          {tabs.map((name, index) => (
            <Line key={name} name={name} keys={[`${index + 1}`]} />
          ))}
          {anywhere.map(([name, ...keys]) => (
            <Line key={name} name={text(name)} keys={keys} />
          ))}
          <h3>{text("keysWhileEditing")}</h3>
          {whileEditing.map(([name, ...keys]) => (
            <Line key={name} name={text(name)} keys={keys} />
          ))}
        </div>
        <div>
          <h3>{text("keysInLists")}</h3>
          {inLists.map(([name, ...keys]) => (
            <Line key={name} name={text(name)} keys={keys} />
          ))}
        </div>
      </div>
      <p class="ft hint">{text("keysHint")}</p>
    </Dialog>
  );
}

const Line = ({ name, keys }: { name: string; keys: readonly string[] }): VNode => (
  <div class="shortcut">
    <CutLine>{name}</CutLine>
    <span class="keys">
      {keys.map((one) => (
        <Keys key={one} keys={one} />
      ))}
    </span>
  </div>
);
