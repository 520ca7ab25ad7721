/** Code that breaks a promise, and the tests that have to notice. */

export interface Mutant {
  readonly promise: string;
  readonly file: string;
  /** Must occur exactly once. */
  readonly find: string;
  readonly replace: string;
  /** Tests that have to fail. */
  readonly tests: readonly string[];
}
