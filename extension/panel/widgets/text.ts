/** The source of the widgets' messages. Widgets know no platform, so the frame passes them its `text`. */

import { createContext } from "preact";
import { useContext } from "preact/hooks";

/** A message from public/_locales. Numbers among its parts are written as the language has them. */
export type Text = (id: string, ...parts: readonly (string | number)[]) => string;

export const TextContext = createContext<Text>((id) => id);

/** A message from public/_locales. */
export const useText = (): Text => useContext(TextContext);
