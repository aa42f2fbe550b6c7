// npm run bench:github-sync: a repository's first reading and a later one, on a stack of its own, from a GitHub of the test's own.
import { setTimeout as delay } from 'node:timers/promises';
import { openGithubIssues } from '#tests/github-issues';
import { startStack, type Stack } from '#tests/stack';
import { recordFigures } from './measurements-file.ts';

const ISSUES = 2_000;
const CHANGED = 100;
const WITHIN_MS = 180_000;

async function main(): Promise<void> {
  const github = await openGithubIssues('shop/web');
  const stack = await startStack({
    env: {
      ...{ GITHUB_API_URL: github.url, GITHUB_TOKEN: 'good-token', SYNC_INTERVAL_MINUTES: '60' },
      ...{ REPORT_QUOTA: '100000', LOG_LEVEL: 'warn', SOULCASTER_SAMPLE: 'off' },
    },
  });
  try {
    github.fill(ISSUES);
    const project = await call<{ id: string }>(stack, 'POST', '/projects', { name: 'Synced' });
    const first = await measure(stack, project.id, async () => (await stored(stack, project.id)) >= ISSUES);
    const requests = github.state.requests.length;
    const before = await lastSuccess(stack, project.id);
    for (let number = 1; number <= CHANGED; number++) github.change(number, { state: 'closed' });
    const later = await measure(
      stack,
      project.id,
      async () => (await lastSuccess(stack, project.id)) !== before && (await waiting(stack, project.id)) === 0,
    );
    recordFigures({
      title: 'Reading a repository',
      command: 'npm run bench:github-sync',
      about: `A whole stack with clustering running, on one machine with a GitHub of the measurement's own that answers at once. First reading: from POST /ingest/github/sync until all ${ISSUES} open issues are stored reports. Later: ${CHANGED} of them were closed.`,
      figures: [
        { what: `First reading, ${ISSUES} issues stored`, value: `${(first / 1000).toFixed(1)} s` },
        { what: 'Requests to GitHub for it', value: `${requests}` },
        { what: `Later reading, ${CHANGED} changed issues taken on`, value: `${(later / 1000).toFixed(1)} s` },
        { what: 'Reports after both', value: `${await stored(stack, project.id)} of ${ISSUES}`, goal: `${ISSUES}` },
      ],
    });
  } finally {
    await stack.stop();
    await stack.remove();
    await github.close();
  }
}

async function measure(stack: Stack, projectId: string, isDone: () => Promise<boolean>): Promise<number> {
  const began = performance.now();
  await call(stack, 'POST', `/ingest/github/sync/shop/web?project_id=${projectId}`, {});
  while (performance.now() - began < WITHIN_MS) {
    if (await isDone()) return performance.now() - began;
    await delay(50);
  }
  throw new Error('Reading did not end in time.');
}

async function stored(stack: Stack, projectId: string): Promise<number> {
  return (await call<{ total: number }>(stack, 'GET', `/feedback?project_id=${projectId}&limit=1`)).total;
}

async function waiting(stack: Stack, projectId: string): Promise<number> {
  const { items } = await call<{ items: { state: string }[] }>(stack, 'GET', `/deliveries?project_id=${projectId}&limit=200`);
  return items.filter(({ state }) => state === 'waiting').length;
}

async function lastSuccess(stack: Stack, projectId: string): Promise<string | null> {
  const { items } = await call<{ items: { last_success_at: string | null }[] }>(
    stack,
    'GET',
    `/config/github/repos?project_id=${projectId}`,
  );
  return items[0]?.last_success_at ?? null;
}

async function call<T>(stack: Stack, method: string, path: string, body?: object): Promise<T> {
  const answer = await fetch(stack.apiUrl + path, {
    method,
    headers: { authorization: `Bearer ${stack.localToken}`, ...(body && { 'content-type': 'application/json' }) },
    body: body && JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as T;
}

await main();
