/**
 * Milliseconds that setting up may take: databases, builds, a browser with its DevTools and the panel. They end only what
 * hangs: a busy machine is no failure.
 */
export const setupPatience = 120_000;
