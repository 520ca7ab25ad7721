/** The icons of the panel: 16 px, 1.25 px stroke, the colour of the text around them. */

import { h, type VNode } from "preact";
import "./icon.css";

/** A path, or an element with its attributes. */
type Part = string | readonly [tag: "path" | "circle" | "rect" | "ellipse", Readonly<Record<string, string | number>>];

const shapes = {
  search: [["circle", { cx: 7, cy: 7, r: 4 }], "m10 10 3.5 3.5"],
  plus: ["M8 3.5v9M3.5 8h9"],
  undo: ["M6 3.5 3 6.5l3 3M3.2 6.5h6.3a3.25 3.25 0 0 1 0 6.5H7.5"],
  redo: ["m10 3.5 3 3-3 3M12.8 6.5H6.5a3.25 3.25 0 0 0 0 6.5h2"],
  clock: [["circle", { cx: 8, cy: 8, r: 5.5 }], "M8 5v3.2l2.2 1.3"],
  cycle: ["M13 7.2A5.1 5.1 0 0 0 3.9 5M3 8.8A5.1 5.1 0 0 0 12.1 11M3.7 2.7V5H6M12.3 13.3V11H10"],
  key: [["circle", { cx: 5.4, cy: 10.6, r: 2.6 }], "m7.3 8.7 5.2-5.2M10.6 5.4l1.9 1.9"],
  expire: ["M4.5 2.5h7M4.5 13.5h7M5.5 2.5v2.3L8 8l2.5-3.2V2.5M5.5 13.5v-2.3L8 8l2.5 3.2v2.3"],
  clear: [
    "M7.2 12.8 2.9 8.6a1 1 0 0 1 0-1.4l4.3-4.3a1 1 0 0 1 1.4 0l4.2 4.3a1 1 0 0 1 0 1.4L8.6 12.8M5.2 5l5.6 5.6M5.5 13h7.5",
  ],
  trash: ["M3 4.5h10M6.3 4.5V3h3.4v1.5M4.3 4.5l.6 8.5h6.2l.6-8.5M6.8 7.2v3.4M9.2 7.2v3.4"],
  flush: ["M9.5 2.5H4.5a1 1 0 0 0-1 1v9a1 1 0 0 0 1 1h5M7 8h6.5M11 5.3 13.7 8 11 10.7"],
  copy: [
    ["rect", { x: 5.5, y: 5.5, width: 7.5, height: 7.5, rx: 1.2 }],
    "M10.3 3.2A1.2 1.2 0 0 0 9.2 2.5H3.7a1.2 1.2 0 0 0-1.2 1.2v5.5c0 .5.3.9.7 1.1",
  ],
  check: ["m3.5 8.5 3 3 6-6.5"],
  close: ["m4.2 4.2 7.6 7.6M11.8 4.2l-7.6 7.6"],
  "chevron-right": ["m6.2 4.5 3.5 3.5-3.5 3.5"],
  "chevron-down": ["m4.5 6.2 3.5 3.5 3.5-3.5"],
  "chevron-left": ["M9.8 4.5 6.3 8l3.5 3.5"],
  more: [
    ["circle", { cx: 3.5, cy: 8, r: 1.15, class: "fill" }],
    ["circle", { cx: 8, cy: 8, r: 1.15, class: "fill" }],
    ["circle", { cx: 12.5, cy: 8, r: 1.15, class: "fill" }],
  ],
  gear: [
    ["circle", { cx: 8, cy: 8, r: 1.9 }],
    "M6.87 3.44L7.05 1.98L8.95 1.98L9.13 3.44L10.42 3.97L11.59 3.06L12.94 4.41L12.03 5.58L12.56 6.87L14.02 7.05L14.02 8.95L12.56 9.13L12.03 10.42L12.94 11.59L11.59 12.94L10.42 12.03L9.13 12.56L8.95 14.02L7.05 14.02L6.87 12.56L5.58 12.03L4.41 12.94L3.06 11.59L3.97 10.42L3.44 9.13L1.98 8.95L1.98 7.05L3.44 6.87L3.97 5.58L3.06 4.41L4.41 3.06L5.58 3.97z",
  ],
  help: [["circle", { cx: 8, cy: 8, r: 5.5 }], "M6.4 6.5a1.65 1.65 0 1 1 2.4 1.5c-.5.3-.8.6-.8 1.1M8 11v.1"],
  "side-pane": [["rect", { x: 2.5, y: 3, width: 11, height: 10, rx: 1.2 }], "M9.8 3v10"],
  columns: [["rect", { x: 2.5, y: 3, width: 11, height: 10, rx: 1.2 }], "M6.2 3v10M9.8 3v10"],
  lock: [["rect", { x: 3.5, y: 7, width: 9, height: 6.2, rx: 1.2 }], "M5.5 7V5.2a2.5 2.5 0 0 1 5 0V7"],
  eye: ["M1.8 8S4 4 8 4s6.2 4 6.2 4S12 12 8 12 1.8 8 1.8 8z", ["circle", { cx: 8, cy: 8, r: 1.8 }]],
  "bell-off": ["M4.4 10.9V7.2a3.6 3.6 0 0 1 7.2 0v3.7H3.4M6.8 12.9a1.3 1.3 0 0 0 2.4 0M2.8 2.8l10.4 10.4"],
  warning: ["M8 2.8 14 13H2zM8 6.6v3M8 11.3v.1"],
  error: [["circle", { cx: 8, cy: 8, r: 5.5 }], "M8 5.2v3.3M8 10.8v.1"],
  info: [["circle", { cx: 8, cy: 8, r: 5.5 }], "M8 7.5v3.3M8 5.2v.1"],
  ban: [["circle", { cx: 8, cy: 8, r: 5.5 }], "m4.2 4.2 7.6 7.6"],
  ok: [["circle", { cx: 8, cy: 8, r: 5.5 }], "m5.5 8.2 1.8 1.8 3.3-3.6"],
  altered: [["circle", { cx: 8, cy: 8, r: 5.5 }], "M5.2 8.6c.9-1.3 1.9-1.3 2.8-.6s1.9.7 2.8-.6"],
  cookie: [
    "M13.5 8.2A5.5 5.5 0 1 1 7.8 2.5a2.4 2.4 0 0 0 2.8 2.9 2.4 2.4 0 0 0 2.9 2.8z",
    "M6 6.5v.1M5.8 10v.1M9 9.2v.1M9 12v.0",
  ],
  database: [
    ["ellipse", { cx: 8, cy: 4.2, rx: 4.8, ry: 1.9 }],
    "M3.2 4.2v7.6c0 1 2.1 1.9 4.8 1.9s4.8-.9 4.8-1.9V4.2M3.2 8c0 1 2.1 1.9 4.8 1.9s4.8-.9 4.8-1.9",
  ],
  camera: [
    ["rect", { x: 2, y: 4.8, width: 12, height: 8.2, rx: 1.3 }],
    "m5.5 4.8.9-1.8h3.2l.9 1.8",
    ["circle", { cx: 8, cy: 8.8, r: 2.1 }],
  ],
  tree: ["M2.5 3.5h5M4.2 3.5v8.7h3.3M4.2 7.8h3.3M9.7 7.8h3.8M9.7 12.2h3.8"],
  download: ["M8 2.5v7.8M4.8 7.2 8 10.4l3.2-3.2M3 13.5h10"],
  upload: ["M8 10.5V2.7M4.8 5.8 8 2.6l3.2 3.2M3 13.5h10"],
  arrow: ["M3 8h10M9.5 4.5 13 8l-3.5 3.5"],
  restore: ["M3 3.2v3.3h3.3M3.3 6.5a5 5 0 1 1-.2 3M8 5.5V8l1.8 1.2"],
  plug: ["M6 2.5v3M10 2.5v3M4.5 5.5h7v2a3.5 3.5 0 0 1-7 0zM8 11v2.5"],
  shield: ["M8 2.2 13 4v3.8c0 3-2.2 5-5 6-2.8-1-5-3-5-6V4z", "M8 6v2.5M8 10.5v.1"],
  globe: [["circle", { cx: 8, cy: 8, r: 5.5 }], "M2.5 8h11M8 2.5c-3 3.5-3 7.5 0 11 3-3.5 3-7.5 0-11z"],
  frame: [
    ["rect", { x: 2.5, y: 3, width: 11, height: 10, rx: 1.2 }],
    ["rect", { x: 7, y: 7, width: 4, height: 3.5, rx: 0.6 }],
  ],
  user: [["circle", { cx: 8, cy: 5.5, r: 2.5 }], "M3 13.5c.6-2.6 2.6-4 5-4s4.4 1.4 5 4"],
  pencil: ["M10.8 2.9 13.1 5.2 6 12.3l-3 .7.7-3z"],
  external: ["M9 3h4v4M13 3 7.5 8.5M11.5 9.5V13H3V4.5h3.5"],
  clone: [
    ["rect", { x: 2.5, y: 2.5, width: 7.5, height: 7.5, rx: 1.2 }],
    "M6 13.5h6.3a1.2 1.2 0 0 0 1.2-1.2V6M6.3 4.5v3.5M4.5 6.3H8",
  ],
  timeline: [
    "M4.5 2.5v2M4.5 7v2M4.5 11.5v2M8.5 5.7H13.5M8.5 10.2H12",
    ["circle", { cx: 4.5, cy: 5.7, r: 1.2 }],
    ["circle", { cx: 4.5, cy: 10.2, r: 1.2 }],
  ],
  compare: ["M3 5.2h9.5M9.8 2.5l2.7 2.7-2.7 2.7M13 10.8H3.5M6.2 8.1l-2.7 2.7 2.7 2.7"],
  record: [["circle", { cx: 8, cy: 8, r: 4.5, class: "fill" }]],
  play: ["M5.5 3.7v8.6L12.3 8z"],
  stop: [["rect", { x: 4.5, y: 4.5, width: 7, height: 7, rx: 1 }]],
  flask: ["M6 2.5h4M6.7 2.5v4L3.3 12a1 1 0 0 0 .9 1.5h7.6a1 1 0 0 0 .9-1.5L9.3 6.5v-4M5.2 9.5h5.6"],
  filter: ["M2.5 4h11M4.8 8h6.4M6.8 12h2.4"],
  page: ["M4 2.5h5.5l3 3v8H4zM9.5 2.5v3h3"],
  bolt: ["M9 2 3.8 9H8l-1 5 5.2-7H8z"],
  fold: ["m5 6.5 3-3 3 3M5 9.5l3 3 3-3"],
  partition: [
    ["path", { d: "M8 2.5v11", "stroke-dasharray": "1.5 1.8" }],
    ["rect", { x: 2.5, y: 3.5, width: 11, height: 9, rx: 1.2 }],
  ],
  "sort-up": ["m5 6.5 3-3 3 3M8 3.5v9"],
  "sort-down": ["m5 9.5 3 3 3-3M8 12.5v-9"],
  logo: [
    "M5.8 3C4.3 3 4.7 5 4.7 6.2c0 1-.5 1.8-1.7 1.8 1.2 0 1.7.8 1.7 1.8C4.7 11 4.3 13 5.8 13M10.2 3c1.5 0 1.1 2 1.1 3.2 0 1 .5 1.8 1.7 1.8-1.2 0-1.7.8-1.7 1.8 0 1.2.4 3.2-1.1 3.2",
    ["circle", { cx: 8, cy: 8, r: 1.3 }],
  ],
  "type-string": [["path", { d: "M6 5v3.2M10 5v3.2", "stroke-width": 1.7 }]],
  "type-number": ["M6.8 4.5 6 11.5M10 4.5l-.8 7M4.3 6.8h7.7M4 9.3h7.7"],
  "type-boolean": [
    ["rect", { x: 3, y: 5.3, width: 10, height: 5.4, rx: 2.7 }],
    ["circle", { class: "fill", cx: 10.2, cy: 8, r: 1.5 }],
  ],
  "type-null": [["circle", { cx: 8, cy: 8, r: 3.3 }], "m5.3 10.7 5.4-5.4"],
  "type-date": [["rect", { x: 4, y: 4.5, width: 8, height: 7.5, rx: 1 }], "M4 7h8M6 3.5v1.5M10 3.5v1.5"],
  "type-list": ["M6.3 4.3H4.8v7.4h1.5M9.7 4.3h1.5v7.4H9.7"],
  "type-dict": [
    "M6.8 4C5.5 4 5.9 5.3 5.9 6.3 5.9 7.3 5.5 8 4.6 8c.9 0 1.3.7 1.3 1.7 0 1-.4 2.3.9 2.3M9.2 4c1.3 0 .9 1.3.9 2.3 0 1 .4 1.7 1.3 1.7-.9 0-1.3.7-1.3 1.7 0 1 .4 2.3-.9 2.3",
  ],
  "type-hidden": [["rect", { x: 4.5, y: 7.3, width: 7, height: 4.7, rx: 1 }], "M6 7.3V6a2 2 0 0 1 4 0v1.3"],
} as const satisfies Readonly<Record<string, readonly Part[]>>;

export type IconName = keyof typeof shapes;

/** Hidden from screen readers, because the button or the word beside the icon says its meaning. */
export function Icon({ name, class: extra = "" }: { name: IconName; class?: string }): VNode {
  const parts: readonly Part[] = shapes[name];
  return (
    <svg class={`i ${extra}`} viewBox="0 0 16 16" aria-hidden="true">
      {parts.map((part) => (typeof part === "string" ? h("path", { d: part }) : h(part[0], part[1])))}
    </svg>
  );
}
