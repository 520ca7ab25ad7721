/** What is called of the packages, which are not there when types are checked. */

declare module "better-auth/api" {
  export const createAuthEndpoint: import("./library.ts").Library["createAuthEndpoint"];
}

declare module "better-auth/cookies" {
  type Library = import("./library.ts").Library;
  export const deleteSessionCookie: Library["deleteSessionCookie"];
  export const setCookieCache: Library["setCookieCache"];
  export const setSessionCookie: Library["setSessionCookie"];
}
