/** A document under test, the inspected page or the panel, with the same methods for both browsers. */

import { describe, locate, type Target } from "./target.ts";

/** What a driver implements for a document. `View` builds everything else from it. */
export interface Hands {
  /** Evaluates an expression, awaits its promise, gives the value back by way of JSON. */
  run(expression: string): Promise<unknown>;
  /** A press of the left button at a point of the document's viewport, in CSS pixels. */
  clickAt(x: number, y: number, times: number): Promise<void>;
  type(text: string): Promise<void>;
  /** A key by its DOM name, while these modifiers are held. */
  press(key: string, modifiers: readonly Modifier[]): Promise<void>;
}
export type Modifier = "Control" | "Shift" | "Alt";

/** Milliseconds a condition may take to come true. */
const patience = 30_000;
/** Milliseconds between two checks of a condition. */
const pace = 50;

export class View {
  readonly #hands: Hands;
  readonly #name: string;

  constructor(name: string, hands: Hands) {
    this.#name = name;
    this.#hands = hands;
  }

  /** Runs a function in the document; it may use nothing from outside but its arguments. */
  evaluate<A extends readonly unknown[], T>(fn: (...args: A) => T | Promise<T>, ...args: A): Promise<T> {
    return this.#hands.run(`(${fn})(...${JSON.stringify(args)})`) as Promise<T>;
  }

  /** Waits until short animations have ended and their result is painted: a screenshot shows what was painted last. */
  async painted(): Promise<void> {
    await this.evaluate(async () => {
      const isShort = ({ effect }: Animation) => Number(effect?.getComputedTiming().endTime) <= 1000;
      const moving = document.getAnimations().filter(isShort);
      await Promise.allSettled(moving.map((each) => each.finished));
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    });
  }

  /** What the document reads, or the part of it that the target names; empty when the target is not there. */
  text(target: Target = "body"): Promise<string> {
    return this.#on(target, "(element) => element?.innerText ?? element?.textContent ?? ''") as Promise<string>;
  }

  /** The value of a field. */
  value(target: Target): Promise<string> {
    return this.#on(target, "(element) => element?.value ?? ''") as Promise<string>;
  }

  has(target: Target): Promise<boolean> {
    return this.#on(target, "(element) => element !== null") as Promise<boolean>;
  }

  /** Waits until the target is there. */
  async find(target: Target): Promise<void> {
    await this.until(describe(target), () => this.has(target));
  }

  /** Waits until the target is gone. */
  async gone(target: Target): Promise<void> {
    await this.until(`no ${describe(target)}`, async () => !(await this.has(target)));
  }

  /** Waits until the target reads this somewhere in it. */
  async reads(text: string, target: Target = "body"): Promise<void> {
    const squeeze = (value: string) => value.replace(/\s+/g, " ");
    await this.until(`"${text}" in ${describe(target)}`, async () =>
      squeeze(await this.text(target)).includes(squeeze(text)),
    );
  }

  /** Waits for any condition; on failure shows what the document read at the end. */
  async until(what: string, condition: () => Promise<boolean>, within = patience): Promise<void> {
    const deadline = Date.now() + within;
    let reason: unknown;
    do {
      try {
        if (await condition()) return;
        reason = undefined;
      } catch (error) {
        // The document may be unloading. The next check meets its successor.
        reason = error;
      }
      await new Promise((resolve) => setTimeout(resolve, pace));
    } while (Date.now() < deadline);
    const shown = await this.text().catch((error: unknown) => String(error));
    throw new Error(`${this.#name}: waited ${within / 1000} s for ${what}. It reads:\n${shown}`, { cause: reason });
  }

  /** Waits for the target, scrolls to it and clicks its middle. */
  async click(target: Target, times = 1): Promise<void> {
    const where = "(element) => element && settle(element).then(middle)";
    let point: { x: number; y: number } | null = null;
    await this.until(`${describe(target)} to hold still`, async () => {
      point = (await this.#on(target, where)) as typeof point;
      return point !== null;
    });
    const { x, y } = point as unknown as { x: number; y: number };
    await this.#hands.clickAt(x, y, times);
  }

  /** Replaces the text of a field. A field with the focus is not clicked: rows above it may move it at any time. */
  async fill(target: Target, text: string): Promise<void> {
    await this.find(target);
    const focused = await this.#on(target, "(element) => element === document.activeElement");
    if (focused !== true) await this.click(target);
    await this.press("Control+a");
    await (text === "" ? this.press("Delete") : this.type(text));
    await this.until(`${describe(target)} to hold ${text}`, async () => (await this.value(target)) === text);
  }

  /** Types into whatever has the focus. */
  async type(text: string): Promise<void> {
    await this.#hands.type(text);
  }

  /** Presses one key, "Enter" or "Control+z". */
  async press(keys: string): Promise<void> {
    const parts = keys.split("+");
    await this.#hands.press(parts.at(-1)!, parts.slice(0, -1) as Modifier[]);
  }

  #on(target: Target, use: string): Promise<unknown> {
    return this.#hands.run(`(() => {
      const locate = ${locate};
      const middle = (box) => box && { x: box.x + box.width / 2, y: box.y + box.height / 2 };
      // Null while it still moves or something covers it.
      const settle = async (element) => {
        element.scrollIntoView({ block: "nearest", inline: "nearest" });
        const first = element.getBoundingClientRect();
        await new Promise((resolve) => setTimeout(resolve, 30));
        const box = element.getBoundingClientRect();
        if (first.x !== box.x || first.y !== box.y || box.width === 0) return null;
        const { x, y } = middle(box);
        const top = document.elementFromPoint(x, y);
        return top !== null && (element.contains(top) || top.contains(element)) ? box : null;
      };
      return (${use})(locate(${JSON.stringify(target)}));
    })()`);
  }
}
