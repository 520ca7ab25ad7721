/** Sessions in their cookie: a token that the library seals. */

import type { Sealing } from "../base/sealed-bridge.ts";
import { dropLineOf, factsOf, parseLine } from "../base/set-cookie-lines.ts";
import type { Library } from "./library.ts";

/** Bytes. Sealed it grows by a third, and Node takes 16,384 bytes of headers. */
const limit = 10_000;
const chunks = [0, 1, 2, 3];

export function tokenSealing(library: Library, name: string): Sealing {
  /** A line as the library writes it. */
  const sample = async () => (await library.seal({}, new Map())).at(-1)!;
  return {
    name,
    limit,
    async cookie() {
      const line = parseLine(await sample());
      return { ...factsOf(line), more: [`${line.name}.*`] };
    },
    async open(sent) {
      const token = await library.open(sent);
      if (token === null) return null;
      const { iat: _, exp, jti: __, ...data } = token;
      const user = [data.email, data.sub].find((one) => typeof one === "string");
      return { data, user, expiresAt: typeof exp === "number" ? exp * 1000 : undefined };
    },
    seal: (data, sent) => library.seal(data, sent),
    async dropLines() {
      const line = await sample();
      const { name } = parseLine(line);
      return [name, ...chunks.map((chunk) => `${name}.${chunk}`)].map((one) => dropLineOf(line, one));
    },
  };
}
