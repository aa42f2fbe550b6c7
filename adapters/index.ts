import type { Env } from '#config/env';
import { required } from '#config/env';
import { createGeminiCliRunner } from './agents/gemini-cli.ts';
import { createBubblewrapProvider } from './bubblewrap/index.ts';
import { createGeminiEmbedder, createGeminiJudge, createGeminiPlanner, createGeminiSummarizer } from './gemini/index.ts';
import type { Logger } from '#domain/ports/index';
import { createFeeds } from './feeds.ts';
import { createGitTrees } from './git/index.ts';
import { createCodeHosts } from './github/index.ts';
import { createLocalEmbedder } from './local-model/embedder.ts';
import { createExtractiveSummarizer } from './local-model/summarizer.ts';
import { createModelGateway } from './model-gateway/index.ts';
import { createPostgres } from './postgres/index.ts';
import { createRedisStores } from './redis/index.ts';
import { createSecretScanner } from './secret-scan/index.ts';
import { createVectorIndex } from './vector/index.ts';

export type Adapters = ReturnType<typeof createAdapters>;

/**
 * Every port, implemented as the environment says; opens no connection yet.
 * With GEMINI_API_KEY the model embeds, summarises, plans and codes; without it the local model does the first two and the
 * demo model the last two, for the sample only (`demoModel`).
 * @throws {Error} naming the variable that is missing
 */
export function createAdapters(env: Env, log?: Logger) {
  const postgres = createPostgres({
    url: required(env, 'DATABASE_URL'),
    masterKey: required(env, 'SOULCASTER_MASTER_KEY'),
    inboxMaxBytes: env.INBOX_MAX_BYTES,
    log,
  });
  const redis = createRedisStores({ url: required(env, 'UPSTASH_REDIS_REST_URL'), token: required(env, 'UPSTASH_REDIS_REST_TOKEN') });
  const vectors = createVectorIndex({ url: required(env, 'UPSTASH_VECTOR_REST_URL'), token: required(env, 'UPSTASH_VECTOR_REST_TOKEN') });
  return {
    inbox: postgres.inbox,
    inboxUpkeep: postgres.inboxUpkeep,
    deliveryLog: postgres.deliveryLog,
    users: postgres.users,
    sessions: postgres.sessions,
    apiTokens: postgres.apiTokens,
    projects: postgres.projects,
    sourceConfig: postgres.sourceConfig,
    syncTargets: postgres.syncTargets,
    sourceCredentials: postgres.sourceCredentials,
    credentials: postgres.credentials,
    audit: postgres.audit,
    erasedFacts: postgres.erasedFacts,
    editJournal: postgres.editJournal,
    groupingReviews: postgres.groupingReviews,
    idempotencyKeys: postgres.idempotencyKeys,
    changePublisher: postgres.changePublisher,
    changeSubscription: postgres.changeSubscription,
    reports: redis.reports,
    clusters: redis.clusters,
    jobs: redis.jobs,
    vectors,
    ...createModels(env),
    codeHosts: createCodeHosts({
      githubApiUrl: env.GITHUB_API_URL,
      githubWebUrl: env.GITHUB_WEB_URL,
      githubToken: env.GITHUB_TOKEN,
      peerUrl: env.GITHUB_PEER_URL,
      peerToken: env.GITHUB_PEER_TOKEN,
      credentials: postgres.credentials,
    }),
    feeds: createFeeds({
      githubApiUrl: env.GITHUB_API_URL,
      githubToken: env.GITHUB_CLIENT_ID ? undefined : env.GITHUB_TOKEN,
      peerUrl: env.GITHUB_PEER_URL,
      peerToken: env.GITHUB_PEER_TOKEN,
      sentryApiUrl: env.SENTRY_API_URL,
      posthogApiUrl: env.POSTHOG_API_URL,
      redditAuthUrl: env.REDDIT_AUTH_URL,
      redditApiUrl: env.REDDIT_API_URL,
      redditClientId: env.REDDIT_CLIENT_ID,
      redditClientSecret: env.REDDIT_CLIENT_SECRET,
      publicUrl: env.PUBLIC_URL,
      credentials: postgres.credentials,
      sourceCredentials: postgres.sourceCredentials,
      sourceConfig: postgres.sourceConfig,
    }),
    sandboxes: createBubblewrapProvider({ dataDir: env.SOULCASTER_DATA_DIR }),
    sourceTrees: createGitTrees({ dataDir: env.SOULCASTER_DATA_DIR }),
    secretScanner: createSecretScanner({ knownSecrets: SECRETS.map((name) => env[name]) }),
    agent: createGeminiCliRunner(),
    postgres: { migrate: () => postgres.migrate(), ping: () => postgres.ping() },
    redis: { ping: () => redis.ping() },
    close: () => postgres.close(),
  };
}

/** Every secret this process knows: none may be in a diff, a log or a pull request. */
const SECRETS = [
  'DATABASE_URL',
  'UPSTASH_REDIS_REST_TOKEN',
  'UPSTASH_VECTOR_REST_TOKEN',
  'TEMPORAL_API_KEY',
  'SOULCASTER_MASTER_KEY',
  'SOULCASTER_CODEC_KEY',
  'SOULCASTER_CODEC_PATH',
  'SOULCASTER_LOCAL_TOKEN',
  'GEMINI_API_KEY',
  'GITHUB_TOKEN',
  'GITHUB_CLIENT_SECRET',
  'GITHUB_PEER_TOKEN',
  'REDDIT_CLIENT_SECRET',
] as const satisfies readonly (keyof Env)[];

function createModels(env: Env) {
  if (env.GEMINI_API_KEY) {
    const gemini = { apiKey: env.GEMINI_API_KEY, baseUrl: env.GEMINI_BASE_URL };
    return {
      demoModel: false,
      agentModel: env.GEMINI_AGENT_MODEL,
      embedder: createGeminiEmbedder({ ...gemini, model: env.GEMINI_EMBEDDING_MODEL }),
      summarizer: createGeminiSummarizer({ ...gemini, model: env.GEMINI_SUMMARY_MODEL }),
      judge: createGeminiJudge({ ...gemini, model: env.GEMINI_SUMMARY_MODEL }),
      planner: createGeminiPlanner({ ...gemini, model: env.GEMINI_PLAN_MODEL }),
      modelGateway: createModelGateway({ upstreamUrl: env.GEMINI_BASE_URL, apiKey: env.GEMINI_API_KEY }),
    };
  }
  const embedder = createLocalEmbedder();
  // The demo model asks for no key; the SDK and the agent send one all the same.
  const demo = { apiKey: 'demo', baseUrl: env.DEMO_MODEL_URL ?? `http://127.0.0.1:${env.DEMO_MODEL_PORT}` };
  return {
    demoModel: true,
    agentModel: 'demo-model',
    embedder,
    summarizer: createExtractiveSummarizer(embedder),
    judge: null,
    planner: createGeminiPlanner({ ...demo, model: 'demo-model', modelName: 'demo model' }),
    modelGateway: createModelGateway({ upstreamUrl: demo.baseUrl, apiKey: demo.apiKey }),
  };
}
