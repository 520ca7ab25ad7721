/** What is called of the package, which is not there when types are checked. */

declare module "@adonisjs/session" {
  type Library = import("./library.ts").Library;
  export const Session: Library["Session"];
  export const ValuesStore: Library["ValuesStore"];
}
