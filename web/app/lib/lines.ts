/** What stands on the lines of a text, each once; empty ones left out. */
export function listOfLines(text: string): string[] {
  return [...new Set(text.split('\n').flatMap((line) => line.trim() || []))];
}
