import type { ClusterBody } from '#domain/api-contract';

/** True where the API counts "rising" among the parts of a severity. */
export const isRising = (severity: ClusterBody['severity']): boolean => severity.parts.some((part) => /\brising\b/.test(part));
