/** Which origins are this machine, and which are reached over a line that others can read. */

const loopback = /^https?:\/\/(localhost|127\.[\d.]+|\[::1\]|[^/]*\.localhost)(:|$)/;

export const isLoopback = (origin: string): boolean => loopback.test(origin);

/** What is sent there can be read on the way: plain http, to another machine. */
export const isExposed = (origin: string): boolean => origin.startsWith("http:") && !isLoopback(origin);
