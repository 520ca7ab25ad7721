/** Random, of this panel's page alone: by it a panel knows its own changes from those made in another window. */
export const thisWindow = crypto.randomUUID();
