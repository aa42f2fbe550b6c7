import { VendorRefusedError } from '#domain/errors';
import type { Credentials, Feed, FeedTarget, Feeds, SourceConfig, SourceCredentials } from '#domain/ports/index';
import { SOURCES } from '#domain/sources/index';
import { createOctokit } from './github/octokit.ts';
import { RepositoryFeed } from './github/repository-feed.ts';
import { PostHogFeed } from './posthog-api/index.ts';
import { createReddit } from './reddit/index.ts';
import { SentryFeed } from './sentry-api/index.ts';

export interface FeedsOptions {
  githubApiUrl: string;
  /** For who has no sign-in of their own; where people sign in, it would open one person's repositories to another. */
  githubToken?: string;
  peerUrl?: string;
  peerToken?: string;
  sentryApiUrl: string;
  posthogApiUrl: string;
  redditAuthUrl: string;
  redditApiUrl: string;
  redditClientId?: string;
  redditClientSecret?: string;
  /** Where vendors are told to post to. */
  publicUrl: string;
  credentials: Pick<Credentials, 'get'>;
  sourceCredentials: Pick<SourceCredentials, 'open'>;
  sourceConfig: Pick<SourceConfig, 'get'>;
}

/** What is pulled, with the credential of its project, which is opened with the feed and lives no longer. */
export function createFeeds(options: FeedsOptions): Feeds {
  const { redditClientId: clientId, redditClientSecret: clientSecret, redditAuthUrl: authUrl, redditApiUrl: apiUrl } = options;
  const reddit = clientId && clientSecret ? createReddit({ clientId, clientSecret, authUrl, apiUrl }) : null;
  const openSubreddit = (name: string) => {
    if (reddit) return reddit.subreddit(name);
    throw refused('reddit', 'Reddit is not connected: set REDDIT_CLIENT_ID and REDDIT_CLIENT_SECRET.');
  };
  return {
    openSubreddit,
    async open(target) {
      switch (target.source) {
        case 'github':
          return openRepository(options, target);
        case 'sentry':
          return openSentry(options, target);
        case 'posthog':
          return openPostHog(options, target);
        case 'reddit':
          return openSubreddit(target.name);
        default:
          throw refused(target.source, `${SOURCES[target.source].label} has nothing to pull.`);
      }
    },
  };
}

async function openRepository(options: FeedsOptions, { name, scope, codeHost }: FeedTarget): Promise<Feed> {
  const hookUrl = `${options.publicUrl.replace(/\/$/, '')}${SOURCES.github.path}?project_id=${scope.projectId}`;
  if (codeHost === 'local') {
    if (!options.peerUrl || !options.peerToken) throw refused('github', 'No local GitHub peer runs here, and this project lives on one.');
    const octokit = createOctokit({ apiUrl: options.peerUrl, token: options.peerToken, spaceWrites: false });
    return new RepositoryFeed({ octokit, repository: name, hookUrl: null });
  }
  const token = (await options.credentials.get(scope.ownerId, 'github')) ?? options.githubToken;
  if (!token) throw refused('github', 'Nothing may read this repository: sign in with GitHub, or set GITHUB_TOKEN.');
  return new RepositoryFeed({
    octokit: createOctokit({ apiUrl: options.githubApiUrl, token, spaceWrites: true }),
    repository: name,
    hookUrl,
  });
}

async function openSentry(options: FeedsOptions, target: FeedTarget): Promise<Feed> {
  const { token, organization, project } = await fieldsOf(options, target);
  if (!token || !organization || !project) throw refused('sentry', 'Set a token, the organization and the project of Sentry.');
  return new SentryFeed({ apiUrl: options.sentryApiUrl, token, organization, project });
}

async function openPostHog(options: FeedsOptions, target: FeedTarget): Promise<Feed> {
  const { key, project } = await fieldsOf(options, target);
  if (!key || !project) throw refused('posthog', 'Set a personal API key and the project id of PostHog.');
  const { filters } = await options.sourceConfig.get(target.scope, 'posthog');
  return new PostHogFeed({ apiUrl: options.posthogApiUrl, key, projectId: project, events: filters['events'] ?? null });
}

async function fieldsOf({ sourceCredentials }: FeedsOptions, { scope, source }: FeedTarget): Promise<Record<string, string>> {
  return (await sourceCredentials.open(scope, source)) ?? {};
}

const refused = (service: string, message: string) => new VendorRefusedError(message, { details: { service, status: null } });
