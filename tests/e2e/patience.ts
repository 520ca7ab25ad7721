/**
 * Milliseconds that a set-up may take: databases, builds, a browser with DevTools and the panel. Only a set-up that hangs
 * takes as long, even on a busy machine.
 */
export const setupPatience = 120_000;
