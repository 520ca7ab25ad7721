/** What became of edits that were to be saved. */

/** `waiting`: the server is away, or there is no session. `dropped`: the panel turned elsewhere first; the user is told. */
export type Saved = "saved" | "waiting" | "conflict" | "dropped" | SaveProblem;

/** The server, or the panel in its place, did not accept the value itself: a sentence to show at its field. */
export class SaveProblem {
  readonly sentence: string;
  constructor(sentence: string) {
    this.sentence = sentence;
  }
}
