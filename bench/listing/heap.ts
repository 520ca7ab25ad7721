/** Bytes that this process has in use after a collection of garbage. */
export function heapInUse(): number {
  if (!globalThis.gc) throw new Error("Run it with --expose-gc.");
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
