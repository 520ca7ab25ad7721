/**
 * The results file of a further run of tests, next to the file that `TEST_RESULTS` names. `.ci/run` adds all of them up.
 * Undefined when `TEST_RESULTS` is not set.
 */
export const resultsFile = (run: string): string | undefined =>
  process.env.TEST_RESULTS?.replace(/(\.json)?$/, `-${run}.json`);
