import { applyDecorators, Body, HttpCode, type PipeTransform, Query } from '@nestjs/common';
import { ApiBody, ApiQuery, ApiResponse } from '@nestjs/swagger';
import type { z } from 'zod';
import { InvalidInputError } from '#domain/errors';
import { queryParameters, schemaRef } from './openapi.ts';
import { wrongFields } from './wrong-fields.ts';

/** Parses one parameter of a handler. @throws {InvalidInputError} naming every field that is wrong */
export class ZodPipe<T extends z.ZodType> implements PipeTransform<unknown, z.output<T>> {
  private readonly schema: T;
  constructor(schema: T) {
    this.schema = schema;
  }
  transform(value: unknown): z.output<T> {
    const parsed = this.schema.safeParse(value ?? {});
    if (parsed.success) return parsed.data;
    throw new InvalidInputError('Some fields are wrong.', { details: wrongFields(parsed.error.issues) });
  }
}

/** The JSON body, parsed and documented. No body at all counts as `{}`. */
export function JsonBody(schema: z.ZodType): ParameterDecorator {
  return (target, key, index) => {
    Body(new ZodPipe(schema))(target, key, index);
    ApiBody({ schema: schemaRef(schema) })(target, String(key), descriptorOf(target, key));
  };
}

/** The query string, parsed and documented. */
export function QueryOf(schema: z.ZodObject): ParameterDecorator {
  return (target, key, index) => {
    Query(new ZodPipe(schema))(target, key, index);
    for (const parameter of queryParameters(schema)) ApiQuery(parameter)(target, String(key), descriptorOf(target, key));
  };
}

/** Documents what a route answers. */
export const Answers = (schema: z.ZodType, status = 200, description = ''): MethodDecorator =>
  ApiResponse({ status, description, schema: schemaRef(schema) });

/** Answers 204. */
export const NoContent = (): MethodDecorator => applyDecorators(HttpCode(204), ApiResponse({ status: 204, description: 'Done' }));

function descriptorOf(target: object, key: string | symbol | undefined): PropertyDescriptor {
  const descriptor = key === undefined ? undefined : Object.getOwnPropertyDescriptor(target, key);
  if (!descriptor) throw new Error('JsonBody and QueryOf belong on parameters of route handlers.');
  return descriptor;
}
