export type * from './contract.ts';
export type { FixingDeps } from './deps.ts';
