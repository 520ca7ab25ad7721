/** The source of the widgets' messages. Widgets know no platform, so the frame passes them its `text`. */

import { createContext } from "preact";
import { useContext } from "preact/hooks";

export type Text = (id: string, ...parts: readonly string[]) => string;

export const TextContext = createContext<Text>((id) => id);

/** A message from public/_locales. */
export const useText = (): Text => useContext(TextContext);
