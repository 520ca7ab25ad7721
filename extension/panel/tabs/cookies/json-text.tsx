/** JSON values in the colours of their types: in one line, or a list of what an object holds. */

import type { ComponentChildren, VNode } from "preact";
import "../../widgets/tree.css";

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);
const isDict = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !isList(value);

/** In one line, wrapping. */
export function JsonText({ value }: { readonly value: unknown }): VNode {
  if (isList(value)) {
    return (
      <>
        <P>[</P>
        {joined(value.map((item) => <JsonText value={item} />))}
        <P>]</P>
      </>
    );
  }
  if (isDict(value)) {
    const members = Object.entries(value).map(([key, inner]) => (
      <>
        <span class="t-k">{JSON.stringify(key)}</span>
        <P>: </P>
        <JsonText value={inner} />
      </>
    ));
    return (
      <>
        <P>{"{"}</P>
        {joined(members)}
        <P>{"}"}</P>
      </>
    );
  }
  const kind = value === null ? "null" : typeof value === "string" ? "str" : typeof value === "number" ? "num" : "bool";
  return <span class={`t-${kind}`}>{JSON.stringify(value)}</span>;
}

const P = ({ children }: { readonly children: ComponentChildren }): VNode => <span class="t-p">{children}</span>;

const joined = (parts: readonly VNode[]): readonly ComponentChildren[] =>
  parts.flatMap((part, index) => (index === 0 ? [part] : [<P key={`comma ${index}`}>, </P>, part]));

/** The members of an object one below the other, with what there is to say of each; anything else in one line. */
export function JsonValue({ value, notes }: { value: unknown; notes: ReadonlyMap<string, string> }): VNode {
  if (!isDict(value) || Object.keys(value).length === 0) {
    return (
      <div class="wrap-mono">
        <JsonText value={value} />
      </div>
    );
  }
  return (
    <dl class="kv mono">
      {Object.entries(value).map(([key, inner]) => (
        <>
          <dt key={`${key} name`}>{key}</dt>
          <dd key={`${key} value`} class="claim">
            <span>
              <JsonText value={inner} />
            </span>
            {notes.has(key) && <span class="aside">{notes.get(key)}</span>}
          </dd>
        </>
      ))}
    </dl>
  );
}
