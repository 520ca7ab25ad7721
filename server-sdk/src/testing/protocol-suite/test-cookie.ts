/** testCookie.*: Django's test whether a browser keeps cookies. */

import { deepEqual, notEqual } from "node:assert/strict";
import { assertLive, textsOf } from "./answers.ts";
import { assertGiven } from "./set-cookie-line.ts";
import { noSession, type ProtocolTest } from "./trial.ts";

export const testCookieTests: readonly ProtocolTest[] = [
  {
    name: "goes round with a visitor who has no session: set, worked, deleted",
    run: async (trial) => {
      const ada = trial.browser();
      deepEqual(await ada.call("testCookie.check", {}), { sent: false, worked: false });
      const session = assertLive((await ada.call("testCookie.set", {})).reading);
      deepEqual(textsOf(session), { testcookie: '"worked"' });
      assertGiven(ada.lines, session, await trial.hello());
      deepEqual(await ada.call("testCookie.check", {}), { sent: true, worked: true });
      deepEqual(assertLive((await ada.call("testCookie.delete", {})).reading).entries, []);
      deepEqual(await ada.call("testCookie.check", {}), { sent: true, worked: false });
    },
  },
  {
    name: "joins a session that is there",
    run: async (trial) => {
      const ada = await trial.visitor({ visits: 1 });
      const { handle } = await ada.session();
      const session = assertLive((await ada.call("testCookie.set", {})).reading);
      deepEqual([session.handle, session.revision], [handle, 2]);
      deepEqual(textsOf(session), { visits: "1", testcookie: '"worked"' });
    },
  },
  {
    name: "works only with its own value",
    run: async (trial) => {
      const ada = await trial.visitor({ testcookie: "something else" });
      deepEqual(await ada.call("testCookie.check", {}), { sent: true, worked: false });
    },
  },
  {
    name: "writes nothing where there is none to delete",
    run: async (trial) => {
      const ada = await trial.visitor();
      const before = await ada.session();
      deepEqual((await ada.call("testCookie.delete", {})).cookies, []);
      deepEqual(await ada.session(), before);
      deepEqual((await trial.browser().call("testCookie.delete", {})).reading.state, "none");
      deepEqual((await trial.browser(noSession).call("testCookie.delete", {})).reading.state, "gone");
    },
  },
  {
    name: "makes a new session where the cookie leads nowhere, and does not adopt that cookie",
    run: async (trial) => {
      const ada = trial.browser(noSession);
      deepEqual(await ada.call("testCookie.check", {}), { sent: true, worked: false });
      await ada.call("testCookie.set", {});
      notEqual(ada.cookie, noSession);
      deepEqual(await ada.call("testCookie.check", {}), { sent: true, worked: true });
    },
  },
];
