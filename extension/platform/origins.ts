/** Host permissions by origin. Patterns name both schemes: with http alone, Chromium hides the Secure cookies of a page. */

/** "http://localhost:3000" → "*://localhost/*"; ports do not count, and Firefox takes none. */
export const hostPattern = (origin: string): string => `*://${new URL(origin).hostname}/*`;
