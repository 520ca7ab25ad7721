/** The decoded content of an encoded string. */

import type { VNode } from "preact";
import type { Decoded as DecodedValue } from "../../../../cookies/decoders.ts";
import { prettyText } from "../../../../json/print.ts";
import { Badge } from "../../../widgets/badge.tsx";
import { Icon } from "../../../widgets/icon.tsx";
import { JsonEditor } from "../../../widgets/json-editor.tsx";
import type { Text } from "../../../widgets/text.ts";
import type { SessionTab } from "../state.ts";

function wordsOn(content: DecodedValue["content"], text: Text): string {
  switch (content.kind) {
    case "json":
      return prettyText(content.json.text, content.json.node);
    case "text":
      return content.text;
    case "bytes":
      return text("decodedBytes", `${content.size}`);
    case "sealed":
      return content.by === null ? text("decodedSealed") : text("decodedSealedBy", content.by);
  }
}

export function Decoded({ tab, decoded }: { tab: SessionTab; decoded: DecodedValue }): VNode {
  const { text } = tab.panel;
  const { layers, content, header } = decoded;
  const said = wordsOn(content, text);
  return (
    <>
      <div class="chain sect">
        {layers.map((layer, index) => (
          <span key={index} class="layer">
            {index > 0 && <Icon name="chevron-right" />}
            <Badge>{layer}</Badge>
          </span>
        ))}
      </div>
      {header !== null && (
        <JsonEditor of="header" label={text("decodedHeader")} text={prettyText(header.text, header.node)} readOnly />
      )}
      <JsonEditor of="content" label={text("decoded")} text={said} readOnly />
    </>
  );
}
