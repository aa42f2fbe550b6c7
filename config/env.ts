import { z } from 'zod';

const port = (fallback: number) => z.coerce.number().int().min(0).max(65_535).default(fallback);
const count = (fallback: number) => z.coerce.number().int().min(0).default(fallback);
const optional = z
  .string()
  .transform((value) => value.trim() || undefined)
  .optional();
const flag = (fallback: 'on' | 'off') => z.enum(['on', 'off']).default(fallback);

/**
 * Every variable Soulcaster reads; nothing else touches process.env. `.env.example` is parsed with this in a test.
 * Empty strings count as unset. What npm start fills in for local parts is marked [local].
 */
export const Env = z.object({
  // Where it runs
  SOULCASTER_DATA_DIR: z.string().default('.soulcaster'),
  SOULCASTER_HOST: z.string().default('127.0.0.1'),
  SOULCASTER_SAMPLE: flag('on'),
  /** Address vendors are told to post to. */
  PUBLIC_URL: z.url().default('http://127.0.0.1:8000'),
  /** Address of the dashboard, for links and OAuth. */
  WEB_URL: z.url().default('http://127.0.0.1:3000'),
  API_URL: z.url().default('http://127.0.0.1:8000'),
  API_PORT: port(8000),
  WEB_PORT: port(3000),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug']).default('info'),
  LOG_FORMAT: z.enum(['json', 'pretty']).default('json'),

  // Local parts: ports used only where the part is started
  POSTGRES_PORT: port(55_432),
  /** Where the REST gateway finds redis-server. */
  REDIS_HOST: z.string().default('127.0.0.1'),
  REDIS_PORT: port(56_379),
  REDIS_REST_PORT: port(8079),
  VECTOR_REST_PORT: port(8089),
  TEMPORAL_PORT: port(7233),
  TEMPORAL_UI_PORT: port(8233),
  GITHUB_PEER_PORT: port(8055),
  DEMO_MODEL_PORT: port(8066),

  // Stores and engine: set to use the real one, else [local]
  DATABASE_URL: optional,
  UPSTASH_REDIS_REST_URL: optional,
  UPSTASH_REDIS_REST_TOKEN: optional,
  UPSTASH_VECTOR_REST_URL: optional,
  UPSTASH_VECTOR_REST_TOKEN: optional,
  TEMPORAL_ADDRESS: optional,
  TEMPORAL_NAMESPACE: z.string().default('soulcaster'),
  TEMPORAL_API_KEY: optional,
  TEMPORAL_UI_URL: z.url().default('http://127.0.0.1:8233'),

  // Keys of this installation, 32 bytes in base64 [local: made at first start, data dir, 0600]
  SOULCASTER_MASTER_KEY: optional,
  SOULCASTER_CODEC_KEY: optional,
  /** Random path segment of the Temporal UI's codec endpoint, /codec/<this>. */
  SOULCASTER_CODEC_PATH: optional,
  /** What `npm run token` and the supervisor present to the API for the local owner. */
  SOULCASTER_LOCAL_TOKEN: optional,

  // Models
  GEMINI_API_KEY: optional,
  GEMINI_BASE_URL: z.url().default('https://generativelanguage.googleapis.com'),
  GEMINI_EMBEDDING_MODEL: z.string().default('gemini-embedding-2'),
  GEMINI_SUMMARY_MODEL: z.string().default('gemini-3.5-flash-lite'),
  GEMINI_PLAN_MODEL: z.string().default('gemini-3.8-flash'),
  GEMINI_AGENT_MODEL: z.string().default('gemini-3.8-flash'),
  /** [local] The scripted demo model; only where no key is set. */
  DEMO_MODEL_URL: optional,

  // Workers
  /** Task queues this worker process works for. Grouping takes seconds of CPU: npm start gives it and embedding a process of their own. */
  WORKER_QUEUES: z
    .string()
    .default('core,grouping,embed,sandbox')
    .transform((text) => text.split(',').map((name) => name.trim()))
    .pipe(z.array(z.enum(['core', 'grouping', 'embed', 'sandbox'])).min(1)),

  // Code hosts
  GITHUB_API_URL: z.url().default('https://api.github.com'),
  GITHUB_WEB_URL: z.url().default('https://github.com'),
  /** For a single self-hoster: a fine-grained token used where a user has none of their own. */
  GITHUB_TOKEN: optional,
  GITHUB_CLIENT_ID: optional,
  GITHUB_CLIENT_SECRET: optional,
  /** [local] The GitHub peer of the sample. */
  GITHUB_PEER_URL: optional,
  GITHUB_PEER_TOKEN: optional,

  // APIs of sources, for what is pulled
  SENTRY_API_URL: z.url().default('https://sentry.io'),
  POSTHOG_API_URL: z.url().default('https://us.posthog.com'),
  REDDIT_AUTH_URL: z.url().default('https://www.reddit.com'),
  REDDIT_API_URL: z.url().default('https://oauth.reddit.com'),
  /** A Reddit app of this installation; subreddits are not polled without. */
  REDDIT_CLIENT_ID: optional,
  REDDIT_CLIENT_SECRET: optional,

  // Limits and timing
  INGEST_MAX_BYTES: count(1_048_576),
  /** Deliveries a minute of one source of one project, and how many may come at once. */
  INGEST_RATE_PER_MINUTE: count(600),
  INGEST_RATE_BURST: count(2_000),
  /** How long the delivery log is kept. */
  INBOX_RETENTION_DAYS: count(30),
  /** Past this much on disk nothing more is accepted; an alarm comes at four fifths of it. */
  INBOX_MAX_BYTES: count(8_589_934_592),
  /** How long a delivery over the quota waits for room. */
  PARKED_DAYS: count(7),
  /** How often repositories, subreddits and sources' APIs are read. */
  SYNC_INTERVAL_MINUTES: count(5),
  REPORT_QUOTA: count(1500),
  FIX_QUOTA: count(20),
  CLUSTER_QUIET_MS: count(10_000),
  CLUSTER_MAX_WAIT_MS: count(60_000),
  CLUSTER_MAX_BATCH: count(50),
  FIX_APPROVAL_HOURS: count(168),
  FIX_AGENT_MINUTES: count(45),
  FIX_TOKEN_BUDGET: count(300_000),
});
export type Env = z.infer<typeof Env>;

/**
 * Parses an environment.
 * @throws {Error} listing every variable that is wrong and why; entry points print it and exit 1
 */
export function loadEnv(source: Record<string, string | undefined>): Env {
  const set = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = Env.safeParse(set);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`The environment is wrong:\n${lines.join('\n')}`);
}

/** The value, or an error that names the variable; for parts that cannot run without it. */
export function required(env: Env, name: keyof Env): string {
  const value = env[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new Error(`${name} is not set. npm start sets it; a part started alone needs it in its environment.`);
}
