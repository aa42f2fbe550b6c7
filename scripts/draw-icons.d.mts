/** @returns the whole of icons.svg: one symbol for each icon that icons.tsx names */
export function drawIcons(): string;
