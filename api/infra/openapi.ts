import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { INestApplication } from '@nestjs/common';
import { z } from 'zod';
import * as contract from '#domain/api-contract';

type Schema = Record<string, unknown>;

/** Parsed on the way in: optional where there is a default. The others are what we answer. */
const INPUTS = new Set<string>([
  'CreateProject',
  'UpdateProject',
  'ManualReport',
  'SetSource',
  'SetSecret',
  'SetCredential',
  'ReplayDeliveries',
  'EditFeedback',
  'ApprovePlan',
  'RequestChanges',
  'RejectPlan',
  'CreateToken',
  'AddRepository',
  'SetSubreddits',
  'SetBounds',
  'BacktestRequest',
  'ApplyCleanup',
]);

const names = new Map<z.ZodType, string>();
const inputs = z.registry<{ id: string }>();
const outputs = z.registry<{ id: string }>();

/** Names a schema in the document; each API folder does it for what is not in the contract itself. */
export function nameSchema<T extends z.ZodType>(schema: T, name: string, direction: 'input' | 'output' = 'output'): T {
  names.set(schema, name);
  (direction === 'input' ? inputs : outputs).add(schema, { id: name });
  return schema;
}

for (const [name, value] of Object.entries(contract)) {
  // Query schemas become parameters, one by one.
  if (value instanceof z.ZodType && !/Query/.test(name)) nameSchema(value, name, INPUTS.has(name) ? 'input' : 'output');
}

/** `{ items, next_cursor, total }` of a named schema. */
export function namedListOf<T extends z.ZodType>(item: T) {
  return nameSchema(contract.listOf(item), `${nameOf(item)}List`);
}

/** A reference to a named schema. */
export function schemaRef(schema: z.ZodType): { $ref: string } {
  return { $ref: `#/components/schemas/${nameOf(schema)}` };
}

/** One JSON schema per query parameter. */
export function queryParameters(schema: z.ZodObject): { name: string; required: boolean; schema: Schema }[] {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { target: 'openapi-3.0', io: 'input' });
  return Object.entries(properties).map(([name, property]) => ({
    name,
    required: required.includes(name),
    schema: property as Schema,
  }));
}

/** The document of all routes, `more` being those that stand beside Nest's, with the contract's schemas. Costs about 50 ms; made once. */
export function createDocument(app: INestApplication, more: OpenAPIObject['paths']): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Soulcaster')
    .setDescription('Signed reports in, grouped problems, fixes as draft pull requests.')
    .setVersion('1')
    .setOpenAPIVersion('3.0.3')
    .addCookieAuth('soulcaster', { type: 'apiKey', in: 'cookie' }, 'session')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'An API token, sc_…' }, 'token')
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}_${method}`,
  });
  const schemas = { ...componentSchemas(outputs, 'output'), ...componentSchemas(inputs, 'input') };
  return { ...document, paths: { ...document.paths, ...more }, components: { ...document.components, schemas } };
}

function nameOf(schema: z.ZodType): string {
  const name = names.get(schema);
  if (name === undefined) throw new Error('A schema is used in a route before nameSchema() gave it a name.');
  return name;
}

function componentSchemas(registry: z.core.$ZodRegistry<{ id: string }>, io: 'input' | 'output') {
  const { schemas } = z.toJSONSchema(registry, { target: 'openapi-3.0', io, uri: (id) => `#/components/schemas/${id}` });
  return Object.fromEntries(
    Object.entries(schemas).map(([name, { id: _id, $id: _uri, $schema: _dialect, ...schema }]) => [name, schema]),
  ) as NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
}
