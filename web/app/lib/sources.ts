import type { SourceConfigBody } from '#domain/api-contract';

export type Source = SourceConfigBody['source'];
export const SOURCES: readonly Source[] = ['sentry', 'github', 'manual'];
const NAMES: Record<string, string> = { sentry: 'Sentry', github: 'GitHub', manual: 'Manual' };
export const sourceName = (source: string): string => NAMES[source] ?? source;
