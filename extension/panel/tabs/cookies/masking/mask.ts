/** The text in place of a masked value: the beginning of a long value, and dots. Pure. */
export const mask = (value: string): string => `${value.slice(0, value.length > 12 ? 4 : 0)}••••••••`;
