/** What every browser is started with. */

export interface Launch {
  /** Path of the browser. */
  readonly program: string;
  /** Folder of the built extension. */
  readonly extension: string;
  readonly headless: boolean;
  /** What the extension's storage holds from the start, by key. */
  readonly stored?: object;
}

/** How long a browser may take until its panel is there: long enough that only a hanging browser is given up. */
export const startTimeoutMs = 120_000;
