/** Decodes non-ASCII text in headers and cookie names, which browsers hand out as bytes. */

/** Browsers read the bytes of a header as windows-1252. */
const byteOf = new Map(
  [...new TextDecoder("windows-1252").decode(Uint8Array.from({ length: 256 }, (_, byte) => byte))].map(
    (character, byte) => [character, byte] as const,
  ),
);
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Decodes the bytes as UTF-8; if they are not UTF-8, returns the text as the browser read it. */
export function textOfBytes(read: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII reads the same either way.
  if (/^[\x00-\x7f]*$/.test(read)) return read;
  const bytes = Array.from(read, (character) => byteOf.get(character) ?? character.codePointAt(0)!);
  if (bytes.some((byte) => byte > 0xff)) return read;
  try {
    return utf8.decode(Uint8Array.from(bytes));
  } catch {
    return read;
  }
}

/** Encodes the text as UTF-8, one character for each byte. */
export const bytesOfText = (text: string): string => String.fromCharCode(...new TextEncoder().encode(text));
