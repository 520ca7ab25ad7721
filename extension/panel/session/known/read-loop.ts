/** Reads on request, one reading at a time, and rests in between so that the panel stays fluent. */

/** Length of a rest, as a multiple of the time that the reading and its drawing took. */
const restFor = 3;
/** The longest such rest, milliseconds. */
const longestRestMs = 1000;

export interface ReadLoop {
  /** Reads, and reads once more if it is called again meanwhile. Resolves when both are done. */
  read(): Promise<void>;
}

export interface Reads {
  /** Asks the server, then calls `answered`, then uses the answer. False: the answer was out of date, ask again. */
  once(answered: () => void): Promise<boolean>;
  /** `once` has rejected. @returns whether to go on if another reading was requested meanwhile. */
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
    // Requested after the last reading had begun; if that failed, perhaps of another server.
    if (asked && goOn) void read();
  };
  return { read };
}

/** During a rest nothing is read, however often the session changes: the next reading has all changes. */
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

/** Resolves when the scripts have drawn what follows from a change of signals. */
const drawn = () => new Promise<void>((resolve) => setTimeout(resolve));
