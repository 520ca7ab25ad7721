/** Text outside ASCII in headers and names of cookies, where browsers hand out bytes. */

/** Browsers read the bytes of a header as windows-1252. */
const byteOf = new Map(
  [...new TextDecoder("windows-1252").decode(Uint8Array.from({ length: 256 }, (_, byte) => byte))].map(
    (character, byte) => [character, byte] as const,
  ),
);
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** What the bytes say as UTF-8; where they are none, as the browser read them. */
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

/** The bytes of the text's UTF-8, each as the character of its number. */
export const bytesOfText = (text: string): string => String.fromCharCode(...new TextEncoder().encode(text));
