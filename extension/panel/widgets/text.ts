/** Where widgets take their few words from: they know no platform, so the frame hands them its `text`. */

import { createContext } from "preact";
import { useContext } from "preact/hooks";

export type Text = (id: string, ...parts: readonly string[]) => string;

export const TextContext = createContext<Text>((id) => id);

/** A message of public/_locales. */
export const useText = (): Text => useContext(TextContext);
