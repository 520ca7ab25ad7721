/** Tells which origins are on this machine, and which are reached by a connection that others can read. */

const loopback = /^https?:\/\/(localhost|127\.[\d.]+|\[::1\]|[^/]*\.localhost)(:|$)/;

export const isLoopback = (origin: string): boolean => loopback.test(origin);

/** Whether others can read the data on its way: it goes to another machine by plain http. */
export const isExposed = (origin: string): boolean => origin.startsWith("http:") && !isLoopback(origin);
