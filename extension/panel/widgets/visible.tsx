/** Renders untrusted names and values so that every character is visible and none changes the direction of the line. */

import type { VNode } from "preact";
import { stretchesOf } from "../../json/visible.ts";
import "./visible.css";

const plain = /^[\x20-\x7e]*$/;

export function Visible({ text }: { readonly text: string }): VNode {
  if (plain.test(text)) return <>{text}</>;
  return (
    <bdi>
      {stretchesOf(text).map((stretch, index) =>
        stretch.escape ? (
          <span key={index} class="esc">
            {stretch.text}
          </span>
        ) : (
          stretch.text
        ),
      )}
    </bdi>
  );
}
