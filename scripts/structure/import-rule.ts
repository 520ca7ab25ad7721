/** What the files of a room may import. */

export interface ImportRule {
  readonly from: RegExp;
  /** Files and packages that may be imported; everything else may not. */
  readonly may: readonly RegExp[];
  readonly instead: string;
}
