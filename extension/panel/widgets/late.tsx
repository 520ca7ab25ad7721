/** A part of a view whose code is loaded when it is first shown. */

import { type FunctionComponent, h, type VNode } from "preact";
import { useEffect, useReducer } from "preact/hooks";

type View<P> = (props: P) => VNode | null;

/** Until the code has come, nothing is drawn. */
export function late<P extends object>(load: () => Promise<View<P>>): View<P> {
  let loaded: View<P> | null = null;
  return (props) => {
    const [, draw] = useReducer((times: number, _: undefined) => times + 1, 0);
    useEffect(() => {
      if (loaded !== null) return;
      let shown = true;
      void load().then((view) => {
        loaded = view;
        if (shown) draw(undefined);
      });
      return () => {
        shown = false;
      };
    }, []);
    return loaded === null ? null : (h(loaded as FunctionComponent<P>, props) as VNode);
  };
}
