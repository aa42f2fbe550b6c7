import type { EvidenceBody } from '#domain/api-contract';

/** The chip beside a report: the score where words decided, else the rule. */
export function evidenceChip(evidence: Pick<EvidenceBody, 'rule' | 'score'>): string {
  switch (evidence.rule) {
    case 'words':
      return evidence.score === null ? 'words' : evidence.score.toFixed(2);
    case 'fingerprint':
      return 'fingerprint';
    case 'sender':
      return 'sender’s group';
    case 'frames':
      return evidence.score === null ? 'stack' : `stack ${evidence.score.toFixed(2)}`;
    case 'template':
      return 'log line';
    case 'meaning':
      return evidence.score === null ? 'meaning' : evidence.score.toFixed(2);
    case 'person':
      return 'by a person';
    case 'first':
      return 'first here';
  }
}

/** How a score stood to its bound, in words: `0.71, at or above the bound 0.50`. */
export function scoreWords({ rule, score, bound }: Pick<EvidenceBody, 'rule' | 'score' | 'bound'>): string | null {
  if (score === null) return null;
  const words = score.toFixed(2);
  if (bound === null) return words;
  const of = `the bound ${bound.toFixed(2)}`;
  if (score >= bound) return `${words}, at or above ${of}`;
  return rule === 'first' ? `${words}, below ${of}` : `${words} by itself, over ${of} together with others here`;
}
