import { openVendor } from './vendor-stand-in.ts';

export interface RedditStandInPost {
  id: string;
  title: string;
  created_utc: number;
  removed?: boolean;
}

/** Reddit's token, listings and /api/info as www.reddit.com/dev/api has them, for one subreddit, whose newest 100 it lists. */
export async function openReddit(subreddit = 'shopsoftware') {
  const state = {
    posts: [] as RedditStandInPost[],
    /** Answered to the next request of the API. */
    refusal: null as { status: number; headers?: Record<string, string> } | null,
    remaining: 99,
    tokens: 0,
    goodToken: 'token-0',
  };
  const present = ({ id, title, created_utc, removed = false }: RedditStandInPost) => ({
    kind: 't3',
    data: {
      ...{
        id,
        name: `t3_${id}`,
        title,
        created_utc,
        edited: false,
        author: removed ? '[deleted]' : 'quiet_otter_7',
        score: 3,
        num_comments: 1,
      },
      selftext: removed ? '[removed]' : 'It stops.',
      removed_by_category: removed ? 'moderator' : null,
      subreddit,
      permalink: `/r/${subreddit}/comments/${id}/x/`,
      url: `https://www.reddit.com/r/${subreddit}/comments/${id}/x/`,
    },
  });
  const vendor = await openVendor(({ path, query, headers, body }) => {
    if (path === '/api/v1/access_token') {
      const isApp = headers.authorization === `Basic ${Buffer.from('app-id:app-secret').toString('base64')}`;
      if (!isApp || body !== 'grant_type=client_credentials') return { status: 401, body: { error: 401 } };
      state.goodToken = `token-${++state.tokens}`;
      return { body: { access_token: state.goodToken, token_type: 'bearer', expires_in: 86_400, scope: '*' } };
    }
    const { refusal } = state;
    state.refusal = null;
    if (refusal) return { ...refusal, body: { message: 'no' } };
    if (headers.authorization !== `Bearer ${state.goodToken}`) return { status: 401, body: { message: 'Unauthorized', error: 401 } };
    const limits = { 'x-ratelimit-remaining': `${state.remaining}.0`, 'x-ratelimit-used': '1', 'x-ratelimit-reset': '120' };
    const list = (posts: RedditStandInPost[]) => ({
      headers: limits,
      body: { kind: 'Listing', data: { after: null, children: posts.map(present) } },
    });
    if (path === '/api/info') {
      const ids = new Set((query['id'] ?? '').split(','));
      return list(state.posts.filter(({ id }) => ids.has(`t3_${id}`)));
    }
    const sort = /^\/r\/([^/]+)\/(new|hot|top)$/.exec(path);
    if (sort?.[1] !== subreddit) return { status: 404, body: { message: 'Not Found', error: 404 } };
    // A removed post leaves the listings.
    const listed = state.posts.filter(({ removed }) => !removed).sort((a, b) => b.created_utc - a.created_utc);
    return list(listed.slice(0, Number(query['limit'] ?? 25)));
  });
  return { ...vendor, state };
}
export type RedditStandIn = Awaited<ReturnType<typeof openReddit>>;
