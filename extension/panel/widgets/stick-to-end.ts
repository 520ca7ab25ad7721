/** Keeps a list at its end while rows come, until the user scrolls away from there. */

import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

/** Pixels from the end that still count as the end. */
const near = 12;

export function useStickToEnd(scroller: RefObject<HTMLElement | null>, sticks: boolean): void {
  const atEnd = useRef(true);
  useLayoutEffect(() => {
    const list = scroller.current!;
    const onScroll = () => {
      atEnd.current = list.scrollTop + list.clientHeight >= list.scrollHeight - near;
    };
    list.addEventListener("scroll", onScroll, { passive: true });
    return () => list.removeEventListener("scroll", onScroll);
  }, []);
  useLayoutEffect(() => {
    if (sticks && atEnd.current) scroller.current!.scrollTop = scroller.current!.scrollHeight;
  });
}
