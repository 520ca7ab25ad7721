/** An exchange without a server that records the response's headers. */

import type { Exchange } from "sessionscope";

export class RecordedExchange implements Exchange {
  readonly method = "GET";
  readonly path = "/app/page";
  readonly secure = true;
  readonly sent = false;
  readonly headers: [string, string][] = [];
  readonly cookieHeader: string | undefined;
  readonly status: number;
  constructor(cookieHeader: string | undefined, status: number) {
    this.cookieHeader = cookieHeader;
    this.status = status;
  }
  addHeader(name: string, value: string): void {
    this.headers.push([name, value]);
  }
  all(name: string): string[] {
    return this.headers.filter(([given]) => given === name).map(([, value]) => value);
  }
}
