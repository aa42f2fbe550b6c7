import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiQuery, ApiResponse, ApiSecurity } from '@nestjs/swagger';
import { ErrorBody } from '#domain/api-contract';
import { schemaRef } from './openapi.ts';

/**
 * What a caller must prove. `open`: nothing. `signed`: the route checks a MAC or a capability itself. `account`: who they
 * are. `project`: that they may act on the project of `?project_id=`; `project_in_path`: on the one of `/{id}`.
 */
export type AccessKind = 'open' | 'signed' | 'account' | 'project' | 'project_in_path';

export const ACCESS = 'soulcaster:access';

/** Every route carries one; a route without it answers 500, so that it cannot be forgotten. */
export function Access(kind: AccessKind): MethodDecorator & ClassDecorator {
  const docs: (MethodDecorator & ClassDecorator)[] = [
    ApiResponse({ status: 'default', description: 'Refused or failed', schema: schemaRef(ErrorBody) }),
  ];
  if (kind !== 'open' && kind !== 'signed') docs.push(ApiSecurity('session'), ApiSecurity('token'));
  if (kind === 'project') docs.push(PROJECT_QUERY);
  return applyDecorators(SetMetadata(ACCESS, kind), ...docs);
}

const PROJECT_QUERY = ApiQuery({
  name: 'project_id',
  required: false,
  description: 'May be left out by a token of one project and by the owner of just one.',
  schema: { type: 'string', format: 'uuid' },
});
