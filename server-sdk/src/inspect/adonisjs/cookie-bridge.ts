/** Sessions of @adonisjs/session in its store `cookie`: one cookie holds the id, and another, which is named after the id, the values. */

import { cookieByteLimit } from "../../core/cookie.ts";
import { uuidNames } from "../../protocol.ts";
import { dropLineOf } from "../base/set-cookie-lines.ts";
import type { CookieFacts, Held, Lines, SentCookies } from "../bridge.ts";
import { AdonisBridge, sameAge } from "./bridge.ts";

export class CookieBridge extends AdonisBridge {
  readonly kind = "client";
  readonly edits = "none";
  readonly limit = cookieByteLimit;
  readonly cannot = {
    ...sameAge,
    "session.cycleKey": "The cookies are the session: a copy of the old ones would work on beside a new id.",
  };

  override async cookie(): Promise<CookieFacts> {
    return { ...(await super.cookie()), more: [uuidNames] };
  }

  override async dropLines({ id, ref }: Held<SentCookies>): Promise<Lines> {
    const line = await this.sample();
    return [dropLineOf(line), ...(ref.has(id) ? [dropLineOf(line, id)] : [])];
  }
}
