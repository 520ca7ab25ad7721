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

/** Milliseconds that a browser may take until its panel is there. They end only what hangs. */
export const startTimeoutMs = 120_000;
