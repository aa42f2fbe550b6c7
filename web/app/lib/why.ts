import type { ClusterDetailBody } from '#domain/api-contract';

type Why = ClusterDetailBody['why'][number];

/** A line of evidence cut at its first colon, so that the count can stand out: `39 share one stack` and the rest. */
export function whyParts(line: Why): { lead: string; rest: string } {
  const at = line.sentence.indexOf(': ');
  return at < 0 ? { lead: line.sentence, rest: '' } : { lead: line.sentence.slice(0, at), rest: line.sentence.slice(at) };
}
