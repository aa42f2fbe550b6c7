let last: string | null = null;

/** Remembers the list one looks at, tab, filters and row included, so that leaving a cluster leads back to it. */
export function rememberList(address: string): void {
  last = address;
}

/** The list of this project that was looked at last, else all its clusters. */
export function lastListOf(projectId: string): string {
  const here = `/p/${projectId}/`;
  return last?.startsWith(here) ? last : `${here}clusters`;
}
