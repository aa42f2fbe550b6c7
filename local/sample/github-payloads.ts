import { SAMPLE_REPOSITORY } from '#domain/sample';
import { hoursBefore } from './sentry-payloads.ts';

export interface GithubIssueFacts {
  number: number;
  title: string;
  body: string;
  login: string;
  labels: readonly string[];
  hoursAgo: number;
}

/** Body of an `issues` webhook, action `opened` (https://docs.github.com/webhooks/webhook-events-and-payloads#issues). */
export function issueOpened(facts: GithubIssueFacts, now: Date) {
  const at = hoursBefore(now, facts.hoursAgo)
    .toISOString()
    .replace(/\.\d+Z$/, 'Z');
  const url = `https://github.example/${SAMPLE_REPOSITORY}`;
  const user = { login: facts.login, id: 90_000 + facts.number, type: 'User', html_url: `https://github.example/${facts.login}` };
  const [owner, name] = SAMPLE_REPOSITORY.split('/');
  return {
    action: 'opened',
    issue: {
      id: 2_400_000 + facts.number,
      node_id: `I_sample${facts.number}`,
      number: facts.number,
      title: facts.title,
      body: facts.body,
      state: 'open',
      locked: false,
      html_url: `${url}/issues/${facts.number}`,
      user,
      labels: facts.labels.map((label, i) => ({ id: i + 1, name: label, color: 'd73a4a', default: label === 'bug' })),
      assignees: [],
      milestone: null,
      comments: 0,
      author_association: 'NONE',
      created_at: at,
      updated_at: at,
      closed_at: null,
    },
    repository: { id: 1, name, full_name: SAMPLE_REPOSITORY, private: false, owner: { login: owner, type: 'User' }, html_url: url },
    sender: user,
  };
}
