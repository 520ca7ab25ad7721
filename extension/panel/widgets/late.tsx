/** A part of a view whose code is loaded after what is seen first: once the browser is idle, or when the part is first shown. */

import { type FunctionComponent, h, type VNode } from "preact";
import { useLayoutEffect, useReducer } from "preact/hooks";
import { holdKeys } from "./early-keys.ts";

type View<P> = (props: P) => VNode | null;

/** Until the code has come, nothing is drawn. */
export const late = <P extends object>(load: () => Promise<View<P>>): View<P> => part(load, () => () => {});

/** A form or menu, which takes the focus. What is typed until its code has come is typed into its field, and does nothing else. */
export const lateForm = <P extends object>(load: () => Promise<View<P>>): View<P> => part(load, holdKeys);

/** @param wait called while the code is loaded for a part that is to be shown; returns what ends that. */
function part<P extends object>(load: () => Promise<View<P>>, wait: () => () => void): View<P> {
  let loaded: View<P> | null = null;
  const fetch = async () => {
    loaded ??= await load();
  };
  // A failure is told when the part is to be shown, which loads it again.
  globalThis.requestIdleCallback?.(() => void fetch().catch(() => {}));
  return (props) => {
    const [, draw] = useReducer((times: number, _: undefined) => times + 1, 0);
    // Not after the next paint: keys may be pressed before it.
    useLayoutEffect(() => {
      if (loaded !== null) return;
      const stop = wait();
      let shown = true;
      void fetch().then(() => {
        if (shown) draw(undefined);
      });
      return () => {
        shown = false;
        stop();
      };
    }, []);
    return loaded === null ? null : (h(loaded as FunctionComponent<P>, props) as VNode);
  };
}
