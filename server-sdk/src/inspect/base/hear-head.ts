/** Hears the head of a response when it is written. What the app gets and sends stays as it is. */

import type { OutgoingHttpHeaders, ServerResponse } from "node:http";
import type { Lines } from "../bridge.ts";
import type { OneWarning } from "./one-warning.ts";

export interface Head {
  readonly status: number;
  /** Its `Set-Cookie` lines. */
  readonly lines: Lines;
}

const none: Lines = [];

/** `before`: may still set headers. Neither fails the app. */
export function hearHead(
  response: ServerResponse,
  warning: OneWarning,
  heard: (head: Head) => void,
  before?: () => void,
): void {
  const { writeHead } = response;
  response.writeHead = ((...given: [number, string?, OutgoingHttpHeaders?]) => {
    if (before) warning.guard(before);
    const result = writeHead.apply(response, given as never);
    warning.guard(() => heard({ status: response.statusCode, lines: linesOf(response) }));
    return result;
  }) as typeof writeHead;
}

function linesOf(response: ServerResponse): Lines {
  const header = response.getHeader("set-cookie");
  if (header === undefined) return none;
  return Array.isArray(header) ? [...header] : [String(header)];
}

/** As long as these are as a note. */
export const unitsOfLines = (lines: Lines): number => lines.reduce((units, line) => units + line.length, 0);
