/** Words of a command line as argv; 'single' and "double" quotes hold words together. No shell is ever involved. */
export function splitCommand(text: string): string[] {
  const words = text.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g);
  return [...words].map((found) => found[1] ?? found[2] ?? found[3] ?? '');
}

/** The same argv as one line that splits back into it. */
export function joinCommand(argv: readonly string[]): string {
  return argv.map((word) => (/^[^\s"']+$/.test(word) ? word : word.includes('"') ? `'${word}'` : `"${word}"`)).join(' ');
}
