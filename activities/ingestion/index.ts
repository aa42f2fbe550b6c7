export type * from './contract.ts';
export type * from './deps.ts';
