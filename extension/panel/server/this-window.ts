/** A random id of this panel. By this id, the panel tells its own changes from those of other panels. */
export const thisWindow = crypto.randomUUID();
