/** The library that keeps the sessions of the fake server, where they are not our own. */

export interface FakeLibrary {
  readonly keeps: { readonly created: boolean; readonly modified: boolean; readonly expires: boolean };
  /** Values stay as they are written: `1.0` is not `1`. */
  readonly verbatim: boolean;
  /** Keys that nobody can write through the endpoint. */
  readonly readOnly: ReadonlySet<string>;
}
