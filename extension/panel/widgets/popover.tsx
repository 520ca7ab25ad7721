/** A popover under a button, in the top layer: a small form, whose primary button Ctrl+Enter presses, or a menu. */

import type { ComponentChildren, RefObject, VNode } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { cycleTab, giveBack, holderBefore, stopIn } from "./focus.ts";
import "./popover.css";

/** In a dock narrower than this a popover takes the whole width, pixels. */
const spansUnder = 700;
const gap = 2;
const margin = 8;

export interface PopoverProps {
  /** The button above the popover. The focus returns to the element that had it, or to the button. */
  readonly anchor: RefObject<HTMLElement | null>;
  /** The popover's name for screen readers. */
  readonly label: string;
  readonly role?: "dialog" | "menu";
  /** Width in pixels, if the dock is wide enough. */
  readonly width?: number;
  readonly class?: string;
  readonly children: ComponentChildren;
  /** Called on Esc, on a click elsewhere, and when the focus moves elsewhere. */
  onClose(): void;
}

function place(pop: HTMLElement, anchor: HTMLElement, width: number | undefined): void {
  const button = anchor.getBoundingClientRect();
  const spans = window.innerWidth < spansUnder;
  pop.style.width = spans ? `${window.innerWidth - 2 * margin}px` : width === undefined ? "" : `${width}px`;
  // Measure the popover where it has all the space.
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
  const isForm = props.role !== "menu";

  useLayoutEffect(() => {
    const element = pop.current!;
    const button = anchor.current;
    const before = holderBefore(element);
    element.showPopover();
    if (button !== null) place(element, button, width);
    const first = element.querySelector<HTMLElement>("[autofocus], [role^=menuitem]") ?? stopIn(element);
    (first ?? element).focus();
    return () => {
      // Return the focus only if no other element has taken it meanwhile.
      const { activeElement } = document;
      if (activeElement !== null && activeElement !== document.body && !element.contains(activeElement)) return;
      if (giveBack(before) || button === null) return;
      (button.matches("button, [tabindex]") ? button : stopIn(button))?.focus();
    };
  }, []);

  // At once, not after the next paint: a popover closed before then would leave its listeners, which would close the next one.
  useLayoutEffect(() => {
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
        if (event.key === "Tab" && isForm) cycleTab(event, pop.current!);
        const primary = isForm ? pop.current!.querySelector<HTMLElement>(".btn.primary") : null;
        if (event.key === "Escape") onClose();
        else if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && primary !== null) primary.click();
        else return;
        event.preventDefault();
      }}
    >
      {props.children}
    </div>
  );
}
