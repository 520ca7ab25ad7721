/** What the SDK uses of the package cookie. In the published package this file holds it. */

export { stringifySetCookie } from "cookie";
