/*
 * What crosses HTTP, in the original's snake_case. api/ presents domain objects in these shapes and OpenAPI is made from
 * them; web/ knows nothing else. Times are ISO 8601 UTC.
 */
export * from './api-contract/clusters.ts';
export * from './api-contract/deliveries.ts';
export * from './api-contract/fixes.ts';
export * from './api-contract/grouping.ts';
export * from './api-contract/health.ts';
export * from './api-contract/people.ts';
export * from './api-contract/reports.ts';
export { ErrorBody, listOf, ListQuery } from './api-contract/shared.ts';
export * from './api-contract/sources.ts';
