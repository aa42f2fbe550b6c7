import type { OpenAPIObject } from '@nestjs/swagger';
import { ErrorBody, IngestAnswer } from '#domain/api-contract';
import { needsSecret, type SourceAuth, type SourceDefinition, SOURCES } from '#domain/sources/index';
import { schemaRef } from '../infra/openapi.ts';
import { pathsOf } from './signed-routes.ts';

type Paths = OpenAPIObject['paths'];

const answer = (description: string, schema: { $ref: string }) => ({ description, content: { 'application/json': { schema } } });

/** What SignedRoutes serves, for the document of all routes. */
export function signedPaths(): Paths {
  const entries = Object.values(SOURCES)
    .filter(needsSecret)
    .flatMap((source) => pathsOf(source).map((url) => [url.replace(':token', '{token}'), { post: operation(source, url) }] as const));
  return Object.fromEntries(entries);
}

function operation(source: SourceDefinition, url: string): Paths[string]['post'] {
  const inPath = url.endsWith(':token');
  const proof = inPath
    ? { name: 'token', in: 'path' as const, required: true, schema: { type: 'string' as const } }
    : {
        name: headerOf(source.auth),
        in: 'header' as const,
        required: false,
        description: 'Proof of the sender',
        schema: { type: 'string' as const },
      };
  return {
    operationId: inPath ? `ingest_${source.name}_token` : `ingest_${source.name}`,
    summary: inPath ? 'The same for senders that can set no header: the token is the last part of the path' : `Webhook of ${source.label}`,
    tags: ['ingest'],
    parameters: [{ name: 'project_id', in: 'query', required: true, schema: { type: 'string', format: 'uuid' } }, proof],
    requestBody: { description: "The sender's payload, as sent", required: true, content: { 'application/json': { schema: {} } } },
    responses: {
      '202': answer('Kept', schemaRef(IngestAnswer)),
      '200': answer('Kept before, or the source is switched off', schemaRef(IngestAnswer)),
      default: answer('Refused or failed', schemaRef(ErrorBody)),
    },
  };
}

function headerOf(ways: readonly SourceAuth[]): string {
  for (const way of ways) {
    if (way.kind === 'hmac') return way.header;
    if (way.kind === 'token') return way.headers[0] ?? 'authorization';
    if (way.kind === 'standard_webhooks') return 'webhook-signature';
  }
  return 'authorization';
}
