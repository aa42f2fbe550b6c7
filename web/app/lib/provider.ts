import type { StatsBody } from '#domain/api-contract';

type Provider = StatsBody['provider'];

const isLocal = (provider: Provider) => provider.embedder.startsWith('local');

/** How the work is done here, where it is not by a real model; null where it is. For a label that is always in sight. */
export function providerLabel(provider: Provider): string | null {
  const parts = [
    isLocal(provider) ? 'local grouping' : null,
    provider.summarizer === 'extractive' ? 'extractive summaries' : null,
    provider.demo ? 'demo model' : null,
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(', ');
}

/** Who wrote a summary, in words. */
export function summaryAuthor(by: string): string {
  return by === 'extractive' ? 'picked from their own words (extractive, no model)' : `by ${by}`;
}
