/** JSON as it was written, in the colours of its types: in one line, or a list of what an object holds. */

import type { ComponentChildren, VNode } from "preact";
import type { JsonMember, JsonNode } from "../../../json/parse.ts";
import "../../widgets/tree.css";

interface Props {
  readonly text: string;
  /** What of the text is shown. */
  readonly node: JsonNode;
}

const classes = { null: "null", string: "str", number: "num", boolean: "bool" } as const;

/** In one line, wrapping. */
export function JsonText({ text, node }: Props): VNode {
  if (node.kind === "list") {
    return (
      <>
        <P>[</P>
        {joined(node.items.map((item) => <JsonText text={text} node={item} />))}
        <P>]</P>
      </>
    );
  }
  if (node.kind === "dict") {
    return (
      <>
        <P>{"{"}</P>
        {joined([...node.members.values()].map((member) => <Member text={text} member={member} />))}
        <P>{"}"}</P>
      </>
    );
  }
  return <span class={`t-${classes[node.kind]}`}>{text.slice(node.start, node.end)}</span>;
}

const Member = ({ text, member }: { readonly text: string; readonly member: JsonMember }): VNode => (
  <>
    <span class="t-k">{text.slice(member.nameStart, member.nameEnd)}</span>
    <P>: </P>
    <JsonText text={text} node={member.value} />
  </>
);

const P = ({ children }: { readonly children: ComponentChildren }): VNode => <span class="t-p">{children}</span>;

const joined = (parts: readonly VNode[]): readonly ComponentChildren[] =>
  parts.flatMap((part, index) => (index === 0 ? [part] : [<P key={`comma ${index}`}>, </P>, part]));

/** The members of an object one below the other, with what there is to say of each; anything else in one line. */
export function JsonValue({ text, node, notes }: Props & { readonly notes: ReadonlyMap<string, string> }): VNode {
  if (node.kind !== "dict" || node.members.size === 0) {
    return (
      <div class="wrap-mono">
        <JsonText text={text} node={node} />
      </div>
    );
  }
  return (
    <dl class="kv mono">
      {[...node.members].map(([name, member]) => (
        <>
          <dt key={`${name} name`}>{name}</dt>
          <dd key={`${name} value`} class="claim">
            <span>
              <JsonText text={text} node={member.value} />
            </span>
            {notes.has(name) && <span class="aside">{notes.get(name)}</span>}
          </dd>
        </>
      ))}
    </dl>
  );
}
