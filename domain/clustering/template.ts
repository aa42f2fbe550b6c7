export const TEMPLATE_VERSION = 'template-1';
/** Below this two lines have too little in common to be listed. */
const LEAST = 0.4;
/** Lines of one length are compared with so many templates; a project with more than these has logs no template fits. */
const MOST_COMPARED = 5_000;

/**
 * Templates of the same number of words and how alike each is: the share of places at which both have the same word. Masked places count half,
 * for they say only that something stood there. 0..1, the same whichever comes first. Pure.
 */
export function similarTemplates(
  own: readonly string[],
  others: Iterable<string>,
  templateOf: (id: string) => readonly string[],
): { id: string; score: number }[] {
  const found: { id: string; score: number }[] = [];
  let compared = 0;
  for (const id of others) {
    if (++compared > MOST_COMPARED) break;
    const score = similarity(own, templateOf(id));
    if (score >= LEAST) found.push({ id, score });
  }
  return found;
}

function similarity(a: readonly string[], b: readonly string[]): number {
  let same = 0;
  let places = 0;
  for (let i = 0; i < a.length; i++) {
    const masked = a[i]!.includes('*') && b[i]!.includes('*');
    const weight = masked ? 0.5 : 1;
    places += weight;
    if (a[i] === b[i]) same += weight;
  }
  return places === 0 ? 0 : same / places;
}
