/** Looks for credentials in what leaves for a code host. Matches are never returned, only where they are. */
export interface SecretScanner {
  /** One finding per place; `line` counts from 1. */
  scan(files: { path: string; text: string }[]): Promise<{ path: string; line: number; rule: string }[]>;
}
