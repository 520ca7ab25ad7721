/** What is said to those who do not see it: widgets hand it to the frame, which has the one place that is read out. */

import { createContext } from "preact";
import { useContext, useEffect, useRef } from "preact/hooks";

/** Polite: after what is being read. */
export type Announce = (sentence: string, urgency?: "polite" | "assertive") => void;

export const AnnounceContext = createContext<Announce>(() => {});

export const useAnnounce = (): Announce => useContext(AnnounceContext);

/** Says a sentence that is also to be seen, each time that it becomes another; not what stood there from the start. */
export function useSaid(sentence: string | null, urgency: "polite" | "assertive" = "polite"): void {
  const announce = useAnnounce();
  const said = useRef(sentence);
  useEffect(() => {
    if (sentence !== null && sentence !== said.current) announce(sentence, urgency);
    said.current = sentence;
  }, [sentence]);
}
