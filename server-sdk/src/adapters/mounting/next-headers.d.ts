/** What is called of Next.js, which is not there when types are checked. */

declare module "next/headers.js" {
  export function cookies(): Promise<unknown>;
}
