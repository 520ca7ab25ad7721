/** Announcements for screen readers. Widgets pass them to the frame, which owns the only live regions. */

import { createContext } from "preact";
import { useContext, useEffect, useRef } from "preact/hooks";

/** Announced politely: after what the screen reader is reading. */
export type Announce = (sentence: string, urgency?: "polite" | "assertive") => void;

export const AnnounceContext = createContext<Announce>(() => {});

export const useAnnounce = (): Announce => useContext(AnnounceContext);

/** Announces a visible sentence each time it changes, but not the first one. */
export function useSaid(sentence: string | null, urgency: "polite" | "assertive" = "polite"): void {
  const announce = useAnnounce();
  const said = useRef(sentence);
  useEffect(() => {
    if (sentence !== null && sentence !== said.current) announce(sentence, urgency);
    said.current = sentence;
  }, [sentence]);
}
