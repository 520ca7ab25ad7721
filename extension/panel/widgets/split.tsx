/** List and detail: side by side, one below the other, or the detail as a sheet over the lower part of a narrow dock. */

import { type Signal, signal, useSignal } from "@preact/signals";
import type { ComponentChildren, VNode } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { stopIn } from "./focus.ts";
import "./split.css";
import { useText } from "./text.ts";

/** Pixels. */
const narrow = 700;
const step = 8;
const leastList = { beside: 360, below: 120 } as const;
const leastDetail = { beside: 280, below: 120 } as const;

export type SplitMode = "beside" | "below" | "sheet";

export interface SplitState {
  /** The current place of the detail, which depends on the width. */
  readonly mode: Signal<SplitMode>;
  /** Whether the detail is open beside or below the list; remembered. */
  readonly open: Signal<boolean>;
  /** Whether the detail is open as a sheet; never at the start. */
  readonly sheet: Signal<boolean>;
  /** The size that the user chose, pixels; 0 for the default. */
  readonly beside: Signal<number>;
  readonly below: Signal<number>;
}

/** @param remember `panel.remember`; @param name of the tab. */
export function createSplit(
  remember: {
    (name: string, initial: boolean): Signal<boolean>;
    (name: string, initial: number): Signal<number>;
  },
  name: string,
): SplitState {
  return {
    mode: signal<SplitMode>("beside"),
    open: remember(`${name}.detail`, true),
    sheet: signal(false),
    beside: remember(`${name}.detailWidth`, 0),
    below: remember(`${name}.detailHeight`, 0),
  };
}

/** Whether the detail is visible. */
export const detailShows = (split: SplitState): boolean =>
  split.mode.value === "sheet" ? split.sheet.value : split.open.value;

export function showDetail(split: SplitState, show: boolean): void {
  (split.mode.value === "sheet" ? split.sheet : split.open).value = show;
}

export interface SplitProps {
  readonly state: SplitState;
  /** Under this width the detail is below the list, pixels. Default: never. */
  readonly belowUnder?: number;
  /** Default width of the detail for a total width. */
  defaultWidth(all: number): number;
  /** Default height of the detail. */
  readonly defaultHeight?: number;
  readonly main: ComponentChildren;
  readonly detail: ComponentChildren;
}

export function Split(props: SplitProps): VNode {
  const { state, belowUnder = 0, defaultHeight = 262 } = props;
  const text = useText();
  const split = useRef<HTMLDivElement>(null);
  const room = useSignal({ width: 0, height: 0 });

  useLayoutEffect(() => {
    const measure = () => {
      const { clientWidth: width, clientHeight: height } = split.current!;
      if (room.peek().width !== width || room.peek().height !== height) room.value = { width, height };
      state.mode.value = width < narrow ? "sheet" : width < belowUnder ? "below" : "beside";
    };
    const observer = new ResizeObserver(measure);
    observer.observe(split.current!);
    measure();
    return () => observer.disconnect();
  }, [belowUnder]);

  const mode = state.mode.value;
  const open = detailShows(state);
  const axis = mode === "below" ? "below" : "beside";
  const chosen = state[axis];
  const preset = axis === "below" ? defaultHeight : props.defaultWidth(room.value.width);
  const all = axis === "below" ? room.value.height : room.value.width;
  const clamp = (size: number) => Math.round(Math.max(leastDetail[axis], Math.min(size, all - leastList[axis])));
  const size = clamp(chosen.value === 0 ? preset : chosen.value);
  const move = (to: number) => {
    chosen.value = clamp(to);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const [more, less] = axis === "below" ? ["ArrowUp", "ArrowDown"] : ["ArrowLeft", "ArrowRight"];
    if (event.key === more) move(size + step);
    else if (event.key === less) move(size - step);
    else if (event.key === "Home") move(all);
    else if (event.key === "End") move(0);
    else if (event.key === "Enter") chosen.value = 0;
    else return;
    event.preventDefault();
  };
  const onPointerDown = (event: PointerEvent & { currentTarget: HTMLElement }) => {
    if (event.button !== 0) return;
    event.preventDefault();
    const handle = event.currentTarget;
    const [from, start] = [axis === "below" ? event.clientY : event.clientX, size];
    const end = new AbortController();
    handle.setPointerCapture(event.pointerId);
    handle.addEventListener(
      "pointermove",
      (moved: PointerEvent) => move(start + from - (axis === "below" ? moved.clientY : moved.clientX)),
      { signal: end.signal },
    );
    handle.addEventListener("lostpointercapture", () => end.abort(), { signal: end.signal });
  };

  /** Closes the detail and returns the focus to the list. */
  const leave = () => {
    showDetail(state, false);
    stopIn(split.current!.querySelector(".main")!)?.focus();
  };
  // The list has become shorter: keep the row visible for which the detail was opened.
  useLayoutEffect(() => {
    if (open && mode === "sheet")
      split.current!.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [open, mode]);

  return (
    <div ref={split} class={`split is-${mode} ${open ? "is-open" : ""}`} style={{ "--detail": `${size}px` }}>
      <div class="main" data-pane>
        {props.main}
      </div>
      {open && (
        <aside
          class="detail"
          data-pane
          aria-label={text("details")}
          onKeyDown={(event) => {
            if (event.key !== "Escape" || event.defaultPrevented) return;
            event.preventDefault();
            leave();
          }}
        >
          {mode === "sheet" ? (
            <button
              type="button"
              class="handle"
              aria-label={text("closeDetails")}
              title={text("closeDetails")}
              onClick={leave}
            />
          ) : (
            // biome-ignore lint/a11y/useSemanticElements: a separator that moves is no <hr>
            <div
              class="splitter"
              role="separator"
              tabIndex={0}
              aria-label={text("resizeDetails")}
              aria-orientation={axis === "below" ? "horizontal" : "vertical"}
              aria-valuenow={size}
              aria-valuemin={leastDetail[axis]}
              aria-valuemax={Math.max(leastDetail[axis], all - leastList[axis])}
              onKeyDown={onKeyDown}
              onPointerDown={onPointerDown}
              onDblClick={() => {
                chosen.value = 0;
              }}
            />
          )}
          {props.detail}
        </aside>
      )}
    </div>
  );
}
