/** The screens in place of a tab whose server or page is missing. Each says what is wrong, why, and what to do. */

import type { VNode } from "preact";
import { protocolVersion } from "sessionscope/protocol";
import type { Connection } from "../server/connection.ts";
import type { Panel } from "../state.ts";
import { Button } from "../widgets/button.tsx";
import { Empty } from "../widgets/empty.tsx";
import { late } from "../widgets/late.tsx";
import { placeholder, Sentence } from "../widgets/sentence.tsx";
import { AskToken } from "./ask-token.tsx";
import { lastOrigin, titleOf } from "./connection-announcements.ts";
import { NextTry } from "./next-try.tsx";

const NoEndpoint = late(async () => (await import("./no-endpoint.tsx")).NoEndpoint);

const host = (origin: string) => new URL(origin).host;

type Of<S extends Connection["state"]> = Extract<Connection, { state: S }>;

export function StateScreen({ panel, unsaved }: { panel: Panel; unsaved: number }): VNode | null {
  const { value: connection } = panel.connection;
  const title = titleOf(connection, panel.text) ?? "";
  switch (connection.state) {
    case "no-page":
      return <NoPage title={title} panel={panel} />;
    case "not-allowed":
      return <NotAllowed title={title} panel={panel} origin={connection.origin} />;
    case "no-endpoint":
      return <NoEndpoint title={title} panel={panel} at={connection} />;
    case "token-required":
    case "token-refused":
      return <AskToken title={title} panel={panel} at={connection} />;
    case "other-version":
      return <OtherVersion title={title} panel={panel} />;
    case "away":
      return <Away title={title} panel={panel} at={connection} unsaved={unsaved} />;
    // Show nothing while the panel still looks for the server.
    case "looking":
    case "live":
      return null;
  }
}

function NoPage({ title, panel }: { title: string; panel: Panel }): VNode {
  const { text } = panel;
  const origin = lastOrigin(panel).value;
  return (
    <Empty
      icon="page"
      title={title}
      code="npm start"
      actions={
        <a class="btn line text-only" href={origin} target="_blank" rel="noreferrer">
          {text("noPageOpen", host(origin))}
        </a>
      }
    >
      {text("noPageText")}
    </Empty>
  );
}

function NotAllowed({ title, panel, origin }: { title: string; panel: Panel; origin: string }): VNode {
  const { text } = panel;
  const { hostname } = new URL(origin);
  return (
    <Empty
      icon="lock"
      title={title}
      code={`*://${hostname}/*`}
      actions={<Button kind="primary" label={text("notAllowedAllow", hostname)} onClick={() => void panel.allow()} />}
    >
      {text("notAllowedText")}
    </Empty>
  );
}

function OtherVersion({ title, panel }: { title: string; panel: Panel }): VNode {
  const { text } = panel;
  return (
    <Empty
      icon="bolt"
      title={title}
      code={`npm install sessionscope@${protocolVersion}`}
      actions={<Button kind="line" label={text("noEndpointLookAgain")} onClick={panel.lookAgain} />}
    >
      {text("versionText", `${protocolVersion}`)}
    </Empty>
  );
}

function Away({ title, panel, at, unsaved }: { title: string; panel: Panel; at: Of<"away">; unsaved: number }): VNode {
  const { text } = panel;
  const kept = unsaved === 0 ? "" : unsaved === 1 ? ` ${text("awayKeptOne")}` : ` ${text("awayKept", `${unsaved}`)}`;
  return (
    <Empty
      icon="plug"
      title={title}
      code="npm start"
      actions={<Button kind="line" label={text("awayTry")} onClick={panel.lookAgain} />}
    >
      <Sentence text={text("awayText", placeholder)}>
        <NextTry panel={panel} at={at} />
      </Sentence>
      {kept}
    </Empty>
  );
}
