/**
 * Sends edits, each against what its author saw. What another has changed meanwhile becomes a conflict, value by value;
 * what could not be sent waits until the user says so again.
 */

import { batch, computed, effect, type ReadonlySignal, signal, untracked } from "@preact/signals";
import {
  applyEdits,
  type Edit,
  insist,
  invertEdit,
  mergeInto,
  type Refusal,
  type Texts,
} from "../../../../json/edit.ts";
import { isWithin, pathId } from "../../../../json/path.ts";
import { CallFailed } from "../../../server/client.ts";
import type { Panel, Visit } from "../../../state.ts";
import type { Reader } from "../known/reader.ts";
import type { Words } from "../known/words.ts";
import { asAnswered } from "./as-answered.ts";

export type Pending = {
  readonly edit: Edit;
  /** Edits made as one are saved and undone as one. */
  readonly group: number;
} & (
  | { readonly phase: "saving" }
  /** The server was away, or the session gone: it is sent when the user says so. */
  | { readonly phase: "waiting" }
  | { readonly phase: "conflict"; readonly refusal: Refusal }
);

/** `dropped`: the panel turned elsewhere first; the user is told. */
export type Saved = "saved" | "waiting" | "conflict" | "dropped" | Complaint;

/** The server, or we in its place, refused the value itself: a sentence. */
export class Complaint {
  readonly sentence: string;
  constructor(sentence: string) {
    this.sentence = sentence;
  }
}

export interface Saver {
  /** By path id. */
  readonly pending: ReadonlySignal<ReadonlyMap<string, Pending>>;
  readonly waiting: ReadonlySignal<readonly Pending[]>;
  readonly conflicts: ReadonlySignal<readonly Pending[]>;
  /**
   * Saves edits, as one step of the history unless told otherwise. While the server is away they wait.
   * @param at the visit in which the user asked for it.
   */
  save(edits: readonly Edit[], at: Visit, recorded?: boolean): Promise<Saved>;
  /** Sends what waits, in the steps in which it was made. */
  saveWaiting(): Promise<void>;
  /** Drops what waits; all of it without an id. */
  discard(id?: string): void;
  useMine(id: string): Promise<Saved>;
  keepTheirs(id: string): void;
  forget(): void;
}

interface Sent {
  readonly done: readonly Edit[];
  readonly refused: readonly Refusal[];
  /** The texts after it, for taking it back. */
  readonly after: Texts;
}

const mostTries = 5;
const noAnswer = new Set([
  "unreachable",
  "timeout",
  "no-endpoint",
  "token-required",
  "token-refused",
  "too-many-guesses",
]);

const noSession = new Set<CallFailed["code"]>(["gone", "no-session"]);

export function createSaver(panel: Panel, reader: Reader, words: Words, end: AbortSignal): Saver {
  const pending = signal<ReadonlyMap<string, Pending>>(new Map());
  let groups = 0;

  const put = (all: readonly Pending[]) => {
    pending.value = new Map([...pending.peek(), ...all.map((one) => [pathId(one.edit.path), one] as const)]);
  };
  const drop = (edits: readonly Edit[]) => {
    const ids = new Set(edits.map(({ path }) => pathId(path)));
    pending.value = new Map([...pending.peek()].filter(([id]) => !ids.has(id)));
  };

  /** One call for all of them; again when others were faster. @throws CallFailed */
  const send = async (edits: readonly Edit[], at: Visit): Promise<Sent> => {
    const keys = new Set(edits.flatMap((edit) => [String(edit.path[0]), ...(edit.kind === "rename" ? [edit.to] : [])]));
    for (const edit of edits) {
      if (edit.kind === "rename" && edit.path.length === 1) reader.places.renamed(String(edit.path[0]), edit.to);
    }
    for (let tries = 1; ; tries++) {
      for (const key of keys) await reader.whole(key, at);
      const now = reader.texts();
      const { texts, done, refused } = applyEdits(now, edits);
      const after = new Map([...now, ...texts].filter((entry): entry is [string, string] => entry[1] !== null));
      if (texts.size === 0) return { done, refused, after };
      try {
        const set = Object.fromEntries([...texts].filter((entry): entry is [string, string] => entry[1] !== null));
        const gone = [...texts.keys()].filter((key) => texts.get(key) === null);
        const expect = Object.fromEntries([...texts.keys()].map((key) => [key, now.get(key) ?? null]));
        await reader.change((since) => at.call("session.update", { set, delete: gone, expect, since }));
        return { done, refused, after: asAnswered(after, reader.texts()) };
      } catch (error) {
        if (!(error instanceof CallFailed) || error.code !== "conflict" || tries === mostTries) throw error;
        await reader.read();
      }
    }
  };

  /** A name that is taken, or gone, is no conflict of values: it is said, and can be chosen anew. */
  const conflicting = (refused: readonly Refusal[], group: number): Complaint | null => {
    const values = refused.filter(({ edit }) => edit.kind !== "rename");
    put(values.map((refusal) => ({ edit: refusal.edit, group, phase: "conflict", refusal })));
    if (values.length > 0) panel.announce(words.conflict(values[0]!), "assertive");
    const name = refused.find(({ edit }) => edit.kind === "rename");
    if (name === undefined || name.edit.kind !== "rename") return null;
    return new Complaint(name.why === "exists" ? words.taken(name.edit.to) : words.conflict(name));
  };

  /** What has no session can be taken back nowhere: no choice is offered. @throws Error in words */
  const demandSession = () => {
    if (!panel.live.peek()) throw new Error(words.awayUndo());
    if (reader.session.peek() === null) throw new Error(words.ended());
  };

  /** The step that takes `sent` back, and when taken back, does it again. */
  const record = ({ done, after }: Sent, at: Visit) => {
    let inverse = done.map((edit) => invertEdit(edit, after));
    const turn = async (say: (edits: readonly Edit[]) => string) => {
      demandSession();
      const now = inverse;
      const sent = await send(now, at).catch(async (error: unknown) => {
        if (!(error instanceof CallFailed)) throw error;
        if (noSession.has(error.code)) await reader.read();
        demandSession();
        throw new Error(words.failure(error));
      });
      conflicting(sent.refused, ++groups);
      if (sent.done.length > 0) inverse = sent.done.map((edit) => invertEdit(edit, sent.after));
      return sent.refused.length > 0 ? words.undoConflict(sent.refused) : say(now);
    };
    const step = { done: words.done(done), name: words.name(done) };
    panel.history.push({ ...step, undo: () => turn(words.undone), redo: () => turn(words.done) }, at.over);
  };

  /** One after the other: two calls at once would be each other's conflict. */
  let queue: Promise<unknown> = Promise.resolve();
  const save = (edits: readonly Edit[], at: Visit, group = ++groups, recorded = true): Promise<Saved> => {
    const saved = queue.then(() => (at.over.aborted ? dropped(at) : saveNow(supersede(edits), at, group, recorded)));
    queue = saved.catch(() => {});
    return saved;
  };

  /** An edit inside a value that itself still waits is made part of that; one around values that wait takes their place. */
  const supersede = (edits: readonly Edit[]): Edit[] => {
    const waits = [...pending.peek().values()].filter(({ phase }) => phase === "waiting");
    const merged = edits.map((edit) => {
      const around = waits.find(({ edit: { kind, path } }) => {
        return (kind === "insert" || kind === "replace") && path.length < edit.path.length && isWithin(edit.path, path);
      });
      return around === undefined ? edit : mergeInto(around.edit, edit);
    });
    drop(waits.map(({ edit }) => edit).filter(({ path }) => edits.some((one) => isWithin(path, one.path))));
    return merged;
  };

  const dropped = ({ over }: Visit): Saved => {
    if (over.reason instanceof CallFailed) panel.history.tell(over.reason.message, true);
    return "dropped";
  };
  const saveNow = async (edits: readonly Edit[], at: Visit, group: number, recorded: boolean): Promise<Saved> => {
    if (edits.length === 0) return "saved";
    const phase = (to: "saving" | "waiting") => put(edits.map((edit) => ({ edit, group, phase: to })));
    if (!panel.live.peek() || reader.session.peek() === null) {
      phase("waiting");
      return "waiting";
    }
    const full = words.tooLarge(edits, reader.texts());
    if (full !== null) return new Complaint(full);
    phase("saving");
    try {
      const sent = await send(edits, at);
      const complaint = batch(() => {
        drop(edits);
        return conflicting(sent.refused, group);
      });
      if (recorded && sent.done.length > 0) record(sent, at);
      return complaint ?? (sent.refused.length > 0 ? "conflict" : "saved");
    } catch (error) {
      if (at.over.aborted) {
        drop(edits);
        return dropped(at);
      }
      if (!(error instanceof CallFailed)) throw error;
      if (noAnswer.has(error.code)) {
        phase("waiting");
        return "waiting";
      }
      if (noSession.has(error.code)) {
        phase("waiting");
        await reader.read();
        return "waiting";
      }
      drop(edits);
      return new Complaint(words.failure(error));
    }
  };

  const conflictOf = (id: string) => {
    const found = pending.peek().get(id);
    return found?.phase === "conflict" ? found : null;
  };
  const ofPhase = (phase: Pending["phase"]) =>
    computed(() => [...pending.value.values()].filter((one) => one.phase === phase));
  const waiting = ofPhase("waiting");

  // What waits and has been overtaken meanwhile is a conflict, whether it is sent or not; without a session it waits.
  const stop = effect(() => {
    const known = new Set(reader.entries.value.filter(({ state }) => state !== "cut").map(({ key }) => key));
    if (!panel.live.value || reader.reading.value === null) return;
    if (reader.session.value === null) {
      const unsettled = [...pending.peek().values()].filter((one) => one.phase === "conflict");
      if (unsettled.length > 0) put(unsettled.map(({ edit, group }) => ({ edit, group, phase: "waiting" })));
      return;
    }
    untracked(() => {
      for (const { edit, group } of waiting.peek()) {
        const key = String(edit.path[0]);
        if (!known.has(key) && reader.texts().has(key)) continue;
        const { refused } = applyEdits(reader.texts(), [edit]);
        const complaint = conflicting(refused, group);
        if (complaint === null) continue;
        drop([edit]);
        panel.history.tell(complaint.sentence, true);
      }
    });
  });
  end.addEventListener("abort", stop);

  return {
    pending,
    waiting,
    conflicts: ofPhase("conflict"),
    save: (edits, at, recorded) => save(edits, at, undefined, recorded),
    async saveWaiting() {
      const at = panel.visit.peek();
      const groupsOf = Map.groupBy(waiting.peek(), ({ group }) => group);
      for (const [group, members] of groupsOf) {
        const edits = members.map(({ edit }) => edit);
        const saved = await save(edits, at, group);
        if (saved instanceof Complaint) {
          put(members);
          panel.history.tell(saved.sentence, true);
        }
        if (saved === "waiting" || saved === "dropped" || saved instanceof Complaint) return;
      }
    },
    discard(id) {
      const gone = id === undefined ? waiting.peek() : waiting.peek().filter(({ edit }) => pathId(edit.path) === id);
      drop(gone.map(({ edit }) => edit));
    },
    async useMine(id) {
      const conflict = conflictOf(id);
      if (conflict === null) return "saved";
      const saved = await save([insist(conflict.edit, reader.texts())], panel.visit.peek(), conflict.group);
      if (saved instanceof Complaint) {
        put([conflict]);
        panel.history.tell(saved.sentence, true);
      }
      return saved;
    },
    keepTheirs(id) {
      const conflict = conflictOf(id);
      if (conflict === null) return;
      drop([conflict.edit]);
      const undo = async () => {
        demandSession();
        put([conflict]);
        return words.reopened(conflict.edit);
      };
      panel.history.push({ ...words.keptTheirs(conflict.edit), undo }, panel.visit.peek().over);
    },
    forget() {
      pending.value = new Map();
    },
  };
}
