/** What every suite of `sessionscope/testing` is a list of. It imports no test runner. */

export interface SuiteTest {
  /** Begins with the suite and the file that holds the test: "store-suite/expiry: …". */
  readonly name: string;
  /** Why this subject cannot be asked; then `run` must not be called. */
  readonly skip: string | undefined;
  /** Resolves when the subject conforms. @throws AssertionError (of node:assert) that says what it did instead. */
  run(): Promise<void>;
}

/** A test of a suite: what it is run on, and the abilities of the subject that it needs. */
export interface SuiteCase<Trial, Need extends string> {
  readonly name: string;
  readonly needs?: readonly Need[];
  readonly run: (trial: Trial) => Promise<void>;
}

/** The tests of a suite, by the file that holds them. `lacks`: abilities the subject does not have, each with the reason. */
export function suiteTests<Trial, Need extends string>(
  suite: string,
  files: Readonly<Record<string, readonly SuiteCase<Trial, Need>[]>>,
  lacks: Readonly<Partial<Record<Need, string>>>,
  onTrial: (run: (trial: Trial) => Promise<void>) => Promise<void>,
): readonly SuiteTest[] {
  return Object.entries(files).flatMap(([file, cases]) =>
    cases.map(({ name, needs = [], run }) => ({
      name: `${suite}/${file}: ${name}`,
      skip: needs.map((need) => lacks[need]).find((reason) => reason !== undefined),
      run: () => onTrial(run),
    })),
  );
}
