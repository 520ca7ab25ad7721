/** Reads when asked to, one reading at a time, and leaves the panel to everything else in between. */

/** How long the panel is left to everything else after a reading, in times of what that took it. */
const restFor = 3;
/** The longest such rest, milliseconds. */
const longestRestMs = 1000;

export interface ReadLoop {
  /** Reads; asked for again meanwhile, once more. Resolves when what was asked for is read. */
  read(): Promise<void>;
}

export interface Reads {
  /** Asks the server, then calls `answered`, then uses the answer. False: the answer was out of date, ask again. */
  once(answered: () => void): Promise<boolean>;
  /** Why `once` has rejected; true: if somebody asked meanwhile, try again. */
  failed(error: unknown): boolean;
}

export function createReadLoop({ once, failed }: Reads): ReadLoop {
  const rest = createRest();
  let running: Promise<void> | null = null;
  let asked = false;

  const readUntilCurrent = async (): Promise<void> => {
    do {
      await rest.isOver();
      asked = false;
      const used = await once(rest.begin);
      if (!used) asked = true;
    } while (asked);
  };
  const read = (): Promise<void> => {
    asked = true;
    running ??= run();
    return running;
  };
  const run = async (): Promise<void> => {
    let goOn = true;
    try {
      await readUntilCurrent();
    } catch (error) {
      goOn = failed(error);
    } finally {
      running = null;
    }
    // Asked for after the last reading had begun; where that failed, perhaps of another server.
    if (asked && goOn) void read();
  };
  return { read };
}

/** Before a rest is over nothing is read again, however often the session changes: the next reading has it all. */
function createRest() {
  let drawing: Promise<void> | null = null;
  let until = 0;
  const measure = async (from: number) => {
    await drawn();
    const now = performance.now();
    until = now + Math.min(restFor * (now - from), longestRestMs);
    drawing = null;
  };
  return {
    begin() {
      drawing = measure(performance.now());
    },
    async isOver() {
      await drawing;
      const left = until - performance.now();
      if (left > 0) await new Promise<void>((resolve) => setTimeout(resolve, left));
    },
  };
}

/** Resolves when what follows from a change of signals has been drawn, as far as scripts do that. */
const drawn = () => new Promise<void>((resolve) => setTimeout(resolve));
