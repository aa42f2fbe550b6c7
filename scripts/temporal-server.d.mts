/** The `temporal` program on PATH or in the cache; null: none. */
export function findTemporalServer(): string | null;
export function getTemporalServer(progress: (text: string) => void): Promise<{ file: string; how: string }>;
export function onPath(name: string): string | null;
