/** A case of the cookie lab: what the server asks the browser to store, and which rule it is about. */

import type { Cookie, Message } from "../cookie.ts";

/** All cookies of the lab have this in their name, or in their value if they have no name. */
export const labMark = "ss_lab_";

export const isOfLab = ({ name, value }: Pick<Cookie, "name" | "value">): boolean =>
  (name === "" ? value : name).includes(labMark);

/** The path of the lab's loads below the path of the endpoint. */
export const labSegment = "ss_lab";

/** A section of RFC 6265bis; `partitioned`: the proposal for partitioned cookies. */
export type LabRule =
  | "5.1.1"
  | "5.1.4"
  | "5.2"
  | "5.4"
  | "5.5"
  | "5.6"
  | "5.6.1"
  | "5.6.2"
  | "5.6.3"
  | "5.6.4"
  | "5.6.7"
  | "5.7"
  | "5.8.3"
  | "partitioned";

/** Where the cookies are asked for. */
export interface LabPlace {
  /** The host of the page's server. */
  readonly host: string;
  /** The path that only loads of the lab have: `/__sessionscope__/ss_lab`. */
  readonly path: string;
}

export interface LabCase {
  readonly id: string;
  /** A string is text of the line, and the same in every language. */
  readonly title: string | Message;
  /** The `Set-Cookie` lines of the response, all of one cookie. */
  lines(place: LabPlace): readonly string[];
  /** What the rule means for an app, in a few words. */
  readonly about: Message;
  readonly rule: LabRule;
  /** The cookie's name; empty: it has none, and `sent` is what it looks like in a request. */
  readonly name: string;
  readonly sent: string;
  /** `frame`: a frame of another site asks for the cookie. */
  readonly by: "page" | "frame";
  /** The response that sets it comes from the lab's own path, not from the endpoint's. */
  readonly below: boolean;
  /** It takes thousands of bytes. */
  readonly large: boolean;
}
