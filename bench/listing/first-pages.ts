/**
 * What the first page of a list costs: the driver's query alone, the same with an answer by hand, the store's list and the
 * panel's command, in turn.
 */

import type { Store } from "sessionscope";
import { median } from "../report.ts";
import type { ListedApp } from "./app.ts";
import { type Bare, pageSize, type Question } from "./engine.ts";

export interface PageCosts {
  /** Milliseconds of wall time, medians. */
  readonly bare: number;
  readonly byHand: number;
  readonly list: number;
  readonly command: number;
  /** Medians of the ratios of those that were measured one after the other. */
  readonly ratios: Readonly<Record<"listToBare" | "commandToBare" | "commandToHand", number>>;
}

const warmUp = 20;

export async function firstPage(
  { bare, store, app }: { readonly bare: Bare; readonly store: Store; readonly app: ListedApp },
  question: Question,
  rounds: number,
): Promise<PageCosts> {
  const { sort, filter } = question;
  const state = store.lists?.expired ? { state: "any" as const } : {};
  const ways = [
    () => bare.page(question),
    async () => bare.shown(await bare.page(question)),
    async () => (await store.list!({ limit: pageSize, ...state, ...filter, ...(sort && { sort }) })).sessions.size,
    () => app.list({ limit: pageSize, sort, filter }),
  ];
  const times: number[][] = ways.map(() => []);
  for (let round = -warmUp; round < rounds; round++) {
    for (const [at, way] of ways.entries()) {
      const start = performance.now();
      await way();
      if (round >= 0) times[at]!.push(performance.now() - start);
    }
  }
  const [alone, byHand, list, command] = times as [number[], number[], number[], number[]];
  const ratio = (ours: number[], theirs: number[]) => median(ours.map((time, round) => time / theirs[round]!));
  return {
    bare: median(alone),
    byHand: median(byHand),
    list: median(list),
    command: median(command),
    ratios: {
      listToBare: ratio(list, alone),
      commandToBare: ratio(command, alone),
      commandToHand: ratio(command, byHand),
    },
  };
}
