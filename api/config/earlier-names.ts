import { z } from 'zod';
import { SetSecret, SetSource } from '#domain/api-contract';
import { InvalidInputError } from '#domain/errors';
import type { SourceName } from '#domain/report';
import { nameSchema } from '../infra/openapi.ts';
import type { Filters } from './filters.ts';

const Secret = SetSecret.shape.secret;
const List = z.array(z.string().max(200)).max(100).nullable().optional();

/** Settings of a source; also under the names they had in the API before this one, so that scripts made for it work. */
export const SetSourceFields = nameSchema(
  SetSource.extend({
    webhook_token: Secret,
    webhook_secret: Secret,
    allowed_searches: List,
    environments: List,
    levels: List,
  }),
  'SetSourceFields',
  'input',
);

const FIELDS: Partial<Record<SourceName, { secret: 'webhook_token' | 'webhook_secret'; filters: Record<string, string> }>> = {
  splunk: { secret: 'webhook_token', filters: { allowed_searches: 'searches' } },
  sentry: { secret: 'webhook_secret', filters: { environments: 'environments', levels: 'levels' } },
};

/** What is set of a source at once; what is not given stays. */
export interface Settings {
  enabled?: boolean | undefined;
  filters?: Filters | undefined;
  secret?: string | undefined;
}

/** @throws {InvalidInputError} naming each field that this source never had */
export function settingsOf(source: SourceName, { enabled, filters, ...earlier }: z.infer<typeof SetSourceFields>): Settings {
  const fields = FIELDS[source];
  const settings: Settings = { enabled, filters };
  const wrong: Record<string, string> = {};
  for (const [name, value] of Object.entries(earlier)) {
    const filter = fields?.filters[name];
    if (name === fields?.secret) settings.secret = earlier[name];
    else if (filter !== undefined && typeof value !== 'string') settings.filters = { ...settings.filters, [filter]: value ?? null };
    else wrong[name] = 'is not a setting of this source';
  }
  if (Object.keys(wrong).length > 0) throw new InvalidInputError('Some fields are wrong.', { details: wrong });
  return settings;
}
