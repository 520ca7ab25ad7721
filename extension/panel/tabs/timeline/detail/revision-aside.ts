/** The revision beside the name of a side. */
export const asideOf = (revision: number | null) => (revision === null ? {} : { aside: `${revision}` });
