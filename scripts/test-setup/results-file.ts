/**
 * The file for a further run of tests, beside the one that `TEST_RESULTS` names: each run has its own, and `.ci/run` adds
 * them up. Undefined where nobody asks for results.
 */
export const resultsFile = (run: string): string | undefined =>
  process.env.TEST_RESULTS?.replace(/(\.json)?$/, `-${run}.json`);
