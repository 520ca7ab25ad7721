/** Names of keys as this machine's keyboard has them: on a Mac ⌘ stands where others have Ctrl. */

const isMac = () => /^Mac/.test(navigator.platform);

/** "Ctrl+Shift+Z" → "⌘+Shift+Z" on a Mac. */
export const localKeys = (keys: string): string => (isMac() ? keys.replace(/\bCtrl\b/g, "⌘") : keys);
