import type { RestEndpointMethodTypes as Methods } from '@octokit/rest';

type Answer<Group extends keyof Methods, Call extends keyof Methods[Group]> = Methods[Group][Call] extends {
  response: { data: infer Data };
}
  ? Data
  : never;

/** GitHub's own shapes, as Octokit expects them. openapi.test.ts holds the replies themselves against GitHub's description. */
export interface Schemas {
  user: NonNullable<Answer<'pulls', 'get'>['merged_by']>;
  'public-user': Extract<Answer<'users', 'getAuthenticated'>, { user_view_type?: string }>;
  repository: Answer<'pulls', 'get'>['base']['repo'];
  'full-repository': Answer<'repos', 'get'>;
  'pull-request-simple': Answer<'pulls', 'list'>[number];
  'pull-request': Answer<'pulls', 'get'>;
  issue: Answer<'issues', 'get'>;
  'check-run': Answer<'checks', 'get'>;
  hook: Answer<'repos', 'getWebhook'>;
  'diff-entry': Answer<'pulls', 'listFiles'>[number];
  'git-ref': Answer<'git', 'getRef'>;
  'git-commit': Answer<'git', 'getCommit'>;
  'git-tree': Answer<'git', 'getTree'>;
  'short-blob': Answer<'git', 'createBlob'>;
  blob: Answer<'git', 'getBlob'>;
}
