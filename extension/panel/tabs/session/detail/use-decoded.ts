import { useEffect, useState } from "preact/hooks";
import type { Decoded } from "../../../../cookies/decoders.ts";

/** UTF-16 units of a string: longer ones are not decoded. */
const longest = 100_000;

/** @returns null while there is nothing to decode. @param value JSON text of a string. */
export function useDecoded(value: string | null): Decoded | null {
  const [found, setFound] = useState<{ value: string; decoded: Decoded } | null>(null);
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
