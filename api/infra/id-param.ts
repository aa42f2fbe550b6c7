import { Param, type PipeTransform } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { NotFoundError } from '#domain/errors';

/** Ids are letters, digits, dash and underscore; anything else names nothing, and no store is asked for it. */
class IdPipe implements PipeTransform<string, string> {
  transform(value: string): string {
    if (/^[\w-]{1,64}$/.test(value)) return value;
    throw new NotFoundError('There is nothing with this id.');
  }
}

/** `{name}` of the path. */
export function IdParam(name: string): ParameterDecorator {
  return (target, key, index) => {
    Param(name, new IdPipe())(target, key, index);
    const descriptor = key === undefined ? undefined : Object.getOwnPropertyDescriptor(target, key);
    if (descriptor) ApiParam({ name, schema: { type: 'string' } })(target, String(key), descriptor);
  };
}
