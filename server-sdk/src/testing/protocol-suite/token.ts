/** What a caller must know: the token. */

import { deepEqual, equal } from "node:assert/strict";
import * as v from "../../core/valibot.ts";
import { ServerId } from "../../protocol.ts";
import { assertRefused, callOf } from "./answers.ts";
import type { ProtocolTest } from "./trial.ts";

/** One more than a server looks at in a minute. */
const tooMany = 11;
const wrong = { Authorization: "Bearer not-the-token-of-this-server" };

export const tokenTests: readonly ProtocolTest[] = [
  {
    name: "every call needs the token, and is not looked at without",
    run: async (trial) => {
      for (const call of [
        callOf("hello"),
        callOf("session.read"),
        callOf("events.stream"),
        callOf("nothing"),
        "no JSON",
      ]) {
        await trial.refused("token-required", call, { Authorization: undefined });
      }
      for (const header of ["", "Basic YTpi", trial.subject.token, `Token ${trial.subject.token}`]) {
        await trial.refused("token-required", callOf("hello"), { Authorization: header });
      }
    },
  },
  {
    name: "another token is refused, with the tries that are left or with the project whose token is meant",
    run: async (trial) => {
      const { server, triesLeft } = await trial.refused("token-refused", callOf("hello"), wrong);
      equal(
        server === undefined,
        triesLeft !== undefined,
        "a generated token has an id, a chosen one a number of tries",
      );
      if (server === undefined) return;
      v.parse(ServerId, server);
      const asked = await trial.refused("token-required", callOf("hello"), { Authorization: undefined });
      equal(asked.server, server, "the same project whatever was sent");
    },
  },
  {
    name: "a chosen token that was guessed too often is not looked at, not even the right one; a generated one always is",
    needs: ["lock"],
    run: async (trial) => {
      const errors = [];
      for (let guess = 0; guess < tooMany; guess++) {
        const answer = await trial.ask(callOf("hello"), wrong);
        errors.push(answer.ok ? "served" : answer.error.code);
      }
      const right = await trial.ask(callOf("hello"));
      if (right.ok) {
        deepEqual(new Set(errors), new Set(["token-refused"]));
        return;
      }
      equal(errors.at(-1), "too-many-guesses");
      equal(assertRefused("too-many-guesses", right).triesLeft, 0);
    },
  },
];
