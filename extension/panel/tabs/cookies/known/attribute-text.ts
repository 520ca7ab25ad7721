/** The attributes of a cookie as the table, the detail and the sentences write them. Pure. */

import type { Cookie } from "../../../../cookies/cookie.ts";
import { sameSiteWord } from "../../../../cookies/set-cookie/write-attributes.ts";

/** "Lax"; null: the cookie has no SameSite. */
export const sameSiteShown = ({ sameSite }: Pick<Cookie, "sameSite">): string | null =>
  sameSite === "unspecified" ? null : sameSiteWord(sameSite);

/** With a leading dot where the cookie belongs to the hosts below its domain, too: ".shop.example". */
export const domainShown = ({ domain, hostOnly }: Pick<Cookie, "domain" | "hostOnly">): string =>
  hostOnly ? domain : `.${domain}`;
