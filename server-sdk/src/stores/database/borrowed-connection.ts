/** Work on a connection borrowed from a driver's pool. One deadline covers waiting for the connection and the work. */

import { inTime, startDeadline } from "../../core/process/in-time.ts";

export interface Lender<Connection> {
  acquire(): Promise<Connection>;
  /** `broken`: nobody may use it again. */
  giveBack(connection: Connection, broken: boolean): void;
}

/** When this many requests wait for a connection, the next one fails at once: it would only fail later. */
export const maxQueueLength = 1000;
export const tooManyWait = (): Error => new Error("too many requests are waiting for a connection");

/**
 * Does the work and gives the connection back; after an error it is not used again, whatever state it is in.
 * @throws Error when it is not done after `timeoutMs`. The database may still do what it was asked.
 */
export function borrow<Connection, Result>(
  lender: Lender<Connection>,
  timeoutMs: number,
  work: (connection: Connection) => Promise<Result>,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    let borrowed: Connection | undefined;
    let late = false;
    const callOff = startDeadline(timeoutMs, () => {
      late = true;
      if (borrowed !== undefined) lender.giveBack(borrowed, true);
      reject(new Error(`no answer within ${timeoutMs} ms`));
    });
    const end = (broken: boolean, answer: () => void): void => {
      if (late) return;
      callOff();
      if (borrowed !== undefined) lender.giveBack(borrowed, broken);
      answer();
    };
    const fail = (error: unknown): void => end(true, () => reject(error));
    lender.acquire().then((connection) => {
      if (late) {
        lender.giveBack(connection, false);
        return;
      }
      borrowed = connection;
      work(connection).then((result) => end(false, () => resolve(result)), fail);
    }, fail);
  });
}

/** Closes a pool. An error, or a close that takes longer, means that the server has gone: its connections have ended with it. */
export async function closePool(end: () => Promise<unknown>, timeoutMs: number): Promise<void> {
  await inTime(end(), timeoutMs, () => new Error("the server does not answer")).catch(() => {});
}
