/** Sessions that have ended while others were at work on them: whoever began before must not save them again. */

import { BoundedMap } from "../../core/bounded-map.ts";

/** How many ends are remembered, of each kind. */
const remembered = 1000;

/** A moment of this process, later than all before it. */
export type Moment = number;

export class EndedSessions {
  readonly #byPanel = new BoundedMap<string, Moment>(remembered);
  readonly #byApp = new BoundedMap<string, Moment>(remembered);
  #now: Moment = 0;

  now(): Moment {
    return ++this.#now;
  }

  byPanel(sid: string): void {
    this.#byPanel.set(sid, this.now());
  }

  byApp(sid: string): void {
    this.#byApp.set(sid, this.now());
  }

  /** A panel has ended it since. An app's `genid` may give a new session the id of one that has ended: that one lives. */
  byPanelSince(sid: string, moment: Moment): boolean {
    return (this.#byPanel.get(sid) ?? 0) > moment;
  }

  /** Anybody has. */
  since(sid: string, moment: Moment): boolean {
    return this.byPanelSince(sid, moment) || (this.#byApp.get(sid) ?? 0) > moment;
  }
}
