/** The Cookie lab: the test cookie at the left, the cases at the right. */

import type { VNode } from "preact";
import { whyNot } from "../../engine.ts";
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
    return state.panel.hello.value?.engine === undefined ? (
      <Empty icon="flask" title={text("labNoLabTitle")} code="npm install sessionscope@latest">
        {text("labNoLabText")}
      </Empty>
    ) : (
      <Empty icon="flask" title={text("labNoLabTitle")}>
        {whyNot(state.panel, "lab.begin")}
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
