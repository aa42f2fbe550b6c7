import 'reflect-metadata';
import { loadEnv, required } from '#config/env';
import { openLauncher } from '#temporal/launcher';
import { createRemoteCodec } from '#temporal/remote-codec';
import { createApi } from './app.ts';
import { createLog } from './infra/log.ts';
import { openAdapters } from './infra/open-adapters.ts';
import { stopOnSignal } from './infra/stop.ts';

/** Entry of the API. Nothing is connected yet: it answers while its parts start. */
const env = loadEnv(process.env);
const log = createLog(env);
const api = await createApi({
  env,
  log,
  adapters: openAdapters(env),
  launcher: openLauncher(env, log),
  codec: createRemoteCodec(required(env, 'SOULCASTER_CODEC_KEY')),
});
stopOnSignal(api, log);
await api.listen(env.API_PORT, env.SOULCASTER_HOST);
log.info({ host: env.SOULCASTER_HOST, port: env.API_PORT }, 'api listens');
