/** A toolbar: one tab stop, with arrow keys inside. A field in it keeps its own tab stop and its arrow keys. */

import type { ComponentChildren, VNode } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import "./bar.css";

const isOff = (button: HTMLElement) => button.getAttribute("aria-disabled") === "true";

/** The buttons that can be reached now: enabled or focused, and not hidden by the width. */
const reachable = (bar: HTMLElement) =>
  [...bar.querySelectorAll<HTMLButtonElement>("button:not([popover] *)")].filter(
    (button) => button.checkVisibility() && (!isOff(button) || button === document.activeElement),
  );

export function Toolbar({ label, children }: { label: string; children: ComponentChildren }): VNode {
  const bar = useRef<HTMLDivElement>(null);

  const settle = () => {
    const buttons = reachable(bar.current!);
    const stop =
      buttons.find((button) => button === document.activeElement) ??
      buttons.find((button) => button.tabIndex === 0) ??
      buttons[0];
    for (const button of bar.current!.querySelectorAll<HTMLButtonElement>("button:not([popover] *)")) {
      button.tabIndex = button === stop ? 0 : -1;
    }
  };
  useLayoutEffect(settle);
  useLayoutEffect(() => {
    const observer = new ResizeObserver(settle);
    observer.observe(bar.current!);
    return () => observer.disconnect();
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    if (!(event.target instanceof HTMLButtonElement) || event.ctrlKey || event.metaKey || event.altKey) return;
    const buttons = reachable(bar.current!);
    const at = buttons.indexOf(event.target);
    const goals: Readonly<Record<string, number>> = {
      Home: 0,
      End: -1,
      ArrowLeft: at - 1,
      ArrowRight: (at + 1) % buttons.length,
    };
    const goal = goals[event.key];
    if (goal === undefined || at === -1) return;
    event.preventDefault();
    buttons.at(goal)?.focus();
  };

  return (
    <div ref={bar} class="bar" role="toolbar" aria-label={label} onKeyDown={onKeyDown} onFocusIn={settle}>
      {children}
    </div>
  );
}

/** A line between groups of buttons. */
export const Separator = ({ class: extra = "" }: { class?: string }): VNode => (
  <span class={`sep ${extra}`} aria-hidden="true" />
);

/** The outlined group of destructive actions, at the far right. */
export const DangerGroup = (props: { label: string; class?: string; children: ComponentChildren }): VNode => (
  // biome-ignore lint/a11y/useSemanticElements: a fieldset in a toolbar brings a frame and a legend of its own
  <div class={`group-danger ${props.class ?? ""}`} role="group" aria-label={props.label}>
    {props.children}
  </div>
);
