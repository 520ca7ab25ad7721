/** The five steps of the test cookie. A failed one says why; those after it stay grey rings. */

import type { VNode } from "preact";
import { Icon } from "../../../widgets/icon.tsx";
import type { Text } from "../../../widgets/text.ts";
import { Visible } from "../../../widgets/visible.tsx";
import { stateWord, stepTitle } from "../results/words.ts";
import type { Step } from "../run/test-steps.ts";

interface Props {
  readonly steps: readonly Step[];
  readonly text: Text;
}

export const Steps = ({ steps, text }: Props): VNode => (
  <ol class="steps">
    {steps.map((step, index) => (
      <li key={step.name} class={`step is-${step.state}`}>
        <span class="number" aria-hidden="true">
          {step.state === "failed" ? <Icon name="close" /> : index + 1}
        </span>
        <div>
          <h3>
            {stepTitle(step.name, text)}
            <span class="hid">{`, ${stateWord(step.state, text)}`}</span>
            {step.time !== null && <span class="num">{`${Math.max(1, Math.round(step.time))} ms`}</span>}
          </h3>
          {step.says !== null && <p>{text(...step.says)}</p>}
          {step.header !== null && (
            <div class="header">
              <span class="name">{`${step.header[0]}: `}</span>
              <Visible text={step.header[1]} />
            </div>
          )}
        </div>
      </li>
    ))}
  </ol>
);
