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

/** How a score stood to its bound, in words: `0.71, at or above 0.50`. */
export function scoreWords(evidence: Pick<EvidenceBody, 'score' | 'bound'>): string | null {
  if (evidence.score === null) return null;
  const score = evidence.score.toFixed(2);
  if (evidence.bound === null) return score;
  return `${score}, ${evidence.score >= evidence.bound ? 'at or above' : 'below'} the bound ${evidence.bound.toFixed(2)}`;
}
