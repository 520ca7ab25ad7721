/** The decoded content of an encoded string. */

import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Decoded as DecodedValue } from "../../../../cookies/decoders.ts";
import { prettyText } from "../../../../json/print.ts";
import { Badge } from "../../../widgets/badge.tsx";
import { Icon } from "../../../widgets/icon.tsx";
import { JsonEditor } from "../../../widgets/json-editor.tsx";
import type { Text } from "../../../widgets/text.ts";
import type { SessionTab } from "../state.ts";

/** UTF-16 units of a string: longer ones are not decoded. */
const longest = 100_000;

/** @returns null while there is nothing to decode. @param value JSON text of a string. */
export function useDecoded(value: string | null): DecodedValue | null {
  const [found, setFound] = useState<{ value: string; decoded: DecodedValue } | null>(null);
  useEffect(() => {
    if (value === null || value.length > longest) return;
    let current = true;
    void (async () => {
      const { decode } = await import("../../../../cookies/decoders.ts");
      const decoded = await decode(JSON.parse(value) as string);
      if (current) setFound({ value, decoded });
    })();
    return () => {
      current = false;
    };
  }, [value]);
  return found !== null && found.value === value && found.decoded.layers.length > 0 ? found.decoded : null;
}

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
