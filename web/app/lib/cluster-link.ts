/** A cluster's id in what was pasted: its link, or the id itself; null where it is words to search for. */
export function clusterIdIn(text: string): string | null {
  const link = /\/clusters\/([\w-]{8,64})/.exec(text);
  if (link) return link[1] ?? null;
  return /^[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(text.trim()) ? text.trim().toLowerCase() : null;
}
