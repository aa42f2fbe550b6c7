import type { ClusterDetailBody } from '#domain/api-contract';

type Why = ClusterDetailBody['why'][number];

/** A line of evidence cut at its first colon, so that the count can stand out: `39 share one stack` and the rest. */
export function whyParts({ sentence }: Pick<Why, 'sentence'>): { lead: string; rest: string } {
  const at = sentence.indexOf(': ');
  const [lead, rest] = at < 0 ? [sentence, ''] : [sentence.slice(0, at), sentence.slice(at)];
  return { lead: lead.charAt(0).toUpperCase() + lead.slice(1), rest };
}

/** What those lines tell: of a single report, why it is with no other. */
export const whyTitle = (reports: number): string => (reports === 1 ? 'Why it stands alone' : 'Why these are one problem');
