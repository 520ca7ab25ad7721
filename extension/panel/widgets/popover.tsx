/** What hangs under a button: a small form or a menu. It lies in the top layer, so nothing cuts it off. */

import type { ComponentChildren, RefObject, VNode } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import "./popover.css";

/** Under this width of the dock a popover spans it, pixels. */
const spansUnder = 700;
const gap = 2;
const margin = 8;

export interface PopoverProps {
  /** The button it hangs under; focus returns there. */
  readonly anchor: RefObject<HTMLElement | null>;
  /** Its name, for screen readers. */
  readonly label: string;
  readonly role?: "dialog" | "menu";
  /** Pixels, where the dock is wide enough. */
  readonly width?: number;
  readonly class?: string;
  readonly children: ComponentChildren;
  /** Esc, a click elsewhere, focus gone elsewhere. */
  onClose(): void;
}

function place(pop: HTMLElement, anchor: HTMLElement, width: number | undefined): void {
  const button = anchor.getBoundingClientRect();
  const spans = window.innerWidth < spansUnder;
  pop.style.width = spans ? `${window.innerWidth - 2 * margin}px` : width === undefined ? "" : `${width}px`;
  // Measured where it has all the room.
  [pop.style.left, pop.style.top] = ["0", "0"];
  const { offsetWidth, offsetHeight } = pop;
  const left = spans ? margin : Math.min(button.left, window.innerWidth - offsetWidth - margin);
  const below = button.bottom + gap;
  const lowest = window.innerHeight - offsetHeight - margin;
  const top =
    below <= lowest ? below : Math.min(Math.max(button.top - gap - offsetHeight, margin), Math.max(lowest, margin));
  pop.style.left = `${Math.max(left, margin)}px`;
  pop.style.top = `${top}px`;
}

/** Render it while it is open. */
export function Popover(props: PopoverProps): VNode {
  const { anchor, onClose, width } = props;
  const pop = useRef<HTMLDivElement>(null);

  useLayoutEffect(() => {
    const element = pop.current!;
    const button = anchor.current;
    element.showPopover();
    if (button !== null) place(element, button, width);
    const first = element.querySelector<HTMLElement>("[autofocus]") ?? element.querySelector<HTMLElement>(focusable);
    (first ?? element).focus();
    return () => {
      // Only if nobody else took the focus meanwhile.
      const { activeElement } = document;
      if (activeElement === null || activeElement === document.body || element.contains(activeElement)) button?.focus();
    };
  }, []);

  useEffect(() => {
    const end = new AbortController();
    const element = pop.current!;
    const outside = (target: EventTarget | null) =>
      target instanceof Node && !element.contains(target) && !anchor.current?.contains(target);
    document.addEventListener("pointerdown", (event) => outside(event.target) && onClose(), {
      capture: true,
      signal: end.signal,
    });
    document.addEventListener("focusin", (event) => outside(event.target) && onClose(), { signal: end.signal });
    window.addEventListener("resize", () => anchor.current !== null && place(element, anchor.current, width), {
      signal: end.signal,
    });
    return () => end.abort();
  }, [onClose, width]);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the role is a dialog's or a menu's
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: both may have a name
    <div
      ref={pop}
      popover="manual"
      tabIndex={-1}
      class={`pop ${props.class ?? ""}`}
      role={props.role ?? "dialog"}
      aria-label={props.label}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        onClose();
      }}
    >
      {props.children}
    </div>
  );
}

const focusable =
  "input:not(:disabled), select:not(:disabled), textarea:not(:disabled), button:not(:disabled), [tabindex='0']";
