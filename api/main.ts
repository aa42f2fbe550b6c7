import 'reflect-metadata';
import { createAdapters } from '#adapters/index';
import { loadEnv } from '#config/env';
import { createApi } from './app.ts';
import { createLog } from './infra/log.ts';
import { createTemporalParts } from './infra/temporal-parts.ts';
import { stopOnSignal } from './infra/stop.ts';

/** Entry of the API. */
const env = loadEnv(process.env);
const log = createLog(env);
const api = await createApi({ env, log, adapters: createAdapters(env), ...createTemporalParts(env, log) });
stopOnSignal(api, log);
await api.listen(env.API_PORT, env.SOULCASTER_HOST);
log.info({ host: env.SOULCASTER_HOST, port: env.API_PORT }, 'api listens');
