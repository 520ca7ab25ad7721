/** The browser's name and version, as it gives them to pages. */

const known = [
  ["Edge", /\bEdg\/(\d+)/],
  ["Opera", /\bOPR\/(\d+)/],
  ["Firefox", /\bFirefox\/([\d.]+)/],
  ["Chromium", /\b(?:Headless)?Chrome\/(\d+)/],
] as const;

export function browserName(userAgent: string): string {
  for (const [name, pattern] of known) {
    const version = pattern.exec(userAgent)?.[1];
    if (version !== undefined) return `${name} ${version}`;
  }
  return userAgent;
}
