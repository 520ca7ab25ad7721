/** JSON with its own text, in the colours of its types: in one line, or an object as a list of its members. */

import type { ComponentChildren, VNode } from "preact";
import type { JsonMember, JsonNode } from "../../../../json/node.ts";
import { stringOf } from "../../../../json/parse.ts";
import { Visible } from "../../../widgets/visible.tsx";
import { mask } from "../masking/mask.ts";
import "../../../widgets/tree.css";

interface Props {
  readonly text: string;
  /** The part of the text that is shown. */
  readonly node: JsonNode;
  /** A mask stands for strings and numbers. */
  readonly masked?: boolean;
}

const classes = { null: "null", string: "str", number: "num", boolean: "bool" } as const;

/** In one line, wrapping. */
export function JsonText({ text, node, masked = false }: Props): VNode {
  if (node.kind === "list") {
    return (
      <>
        <P>[</P>
        {joined(node.items.map((item) => <JsonText text={text} node={item} masked={masked} />))}
        <P>]</P>
      </>
    );
  }
  if (node.kind === "dict") {
    return (
      <>
        <P>{"{"}</P>
        {joined([...node.members.values()].map((member) => <Member text={text} member={member} masked={masked} />))}
        <P>{"}"}</P>
      </>
    );
  }
  const shown = masked ? covered(text, node) : text.slice(node.start, node.end);
  return (
    <span class={`t-${classes[node.kind]}`}>
      <Visible text={shown} />
    </span>
  );
}

function covered(text: string, node: JsonNode): string {
  if (node.kind === "string") return `"${mask(stringOf(text, node))}"`;
  return node.kind === "number" ? mask("") : text.slice(node.start, node.end);
}

interface MemberProps {
  readonly text: string;
  readonly member: JsonMember;
  readonly masked: boolean;
}

const Member = ({ text, member, masked }: MemberProps): VNode => (
  <>
    <span class="t-k">
      <Visible text={text.slice(member.nameStart, member.nameEnd)} />
    </span>
    <P>: </P>
    <JsonText text={text} node={member.value} masked={masked} />
  </>
);

const P = ({ children }: { readonly children: ComponentChildren }): VNode => <span class="t-p">{children}</span>;

const joined = (parts: readonly VNode[]): readonly ComponentChildren[] =>
  parts.flatMap((part, index) => (index === 0 ? [part] : [<P key={`comma ${index}`}>, </P>, part]));

interface ValueProps extends Props {
  /** Notes on members that are times, by name. Times are never masked. */
  readonly notes: ReadonlyMap<string, string>;
}

/** An object as a list of its members with their notes; other JSON in one line. */
export function JsonValue({ text, node, notes, masked = false }: ValueProps): VNode {
  if (node.kind !== "dict" || node.members.size === 0) {
    return (
      <div class="wrap-mono">
        <JsonText text={text} node={node} masked={masked} />
      </div>
    );
  }
  return (
    <dl class="kv mono">
      {[...node.members].map(([name, member]) => (
        <>
          <dt key={`${name} name`}>
            <Visible text={name} />
          </dt>
          <dd key={`${name} value`} class="claim">
            <span>
              <JsonText text={text} node={member.value} masked={masked && !notes.has(name)} />
            </span>
            {notes.has(name) && <span class="aside">{notes.get(name)}</span>}
          </dd>
        </>
      ))}
    </dl>
  );
}
