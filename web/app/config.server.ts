import { loadEnv } from '#config/env';

const env = loadEnv(process.env);

/** What the dashboard's server needs of the environment; the browser gets `links` only, through the project's loader. */
export const config = {
  host: env.SOULCASTER_HOST,
  port: env.WEB_PORT,
  apiUrl: new URL(env.API_URL),
  logLevel: env.LOG_LEVEL,
  links: {
    workflows: `${env.TEMPORAL_UI_URL.replace(/\/$/, '')}/namespaces/${encodeURIComponent(env.TEMPORAL_NAMESPACE)}/workflows`,
    api: env.PUBLIC_URL.replace(/\/$/, ''),
    apiDocs: `${env.PUBLIC_URL.replace(/\/$/, '')}/docs`,
  },
};
