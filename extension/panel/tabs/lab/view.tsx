/** The Cookie lab: the test cookie at the left, the cases at the right. */

import type { VNode } from "preact";
import { Empty } from "../../widgets/empty.tsx";
import { LabToolbar } from "./bar/toolbar.tsx";
import { Cases } from "./cases/cases.tsx";
import type { LabState } from "./state.ts";
import { TestCookie } from "./test/test-cookie.tsx";
import "../../widgets/split.css";
import "./style.css";

export function LabView({ state }: { readonly state: LabState }): VNode {
  const { text } = state.panel;
  if (!state.available.value) {
    return (
      <Empty icon="flask" title={text("labNoLabTitle")} code="npm install sessionscope@latest">
        {text("labNoLabText")}
      </Empty>
    );
  }
  return (
    <>
      <LabToolbar state={state} />
      <div class="halves">
        <TestCookie state={state} />
        <Cases state={state} />
      </div>
    </>
  );
}
