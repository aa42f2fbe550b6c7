// npm run bench:grouping: what a person waits for when they ask about groups, on a stack of its own with a full project.
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { startStack, type Stack } from '#tests/stack';
import { percentile, recordFigures } from './measurements-file.ts';

const REPORTS = 1_500;
const ASKED = 100;
const SEARCHES = 50;
const PARTS = 'invoice export search login checkout avatar webhook calendar dashboard filter import report payment profile upload'.split(
  ' ',
);
const FAULTS = 'is empty|ends early|shows the wrong total|never loads|loses its order|answers with an error page|is cut off'.split('|');
const WHEN = 'after the update|on the tablet|for large accounts|in the second step|with a slow connection|since Monday|in December'.split(
  '|',
);

async function main(): Promise<void> {
  const stack = await startStack({ env: { REPORT_QUOTA: '10000', LOG_LEVEL: 'warn', SOULCASTER_SAMPLE: 'off' } });
  try {
    const ask = await fullProject(stack);
    const clusters = (await ask<{ items: { id: string }[] }>('/clusters?limit=200&sort=reports')).items.map(({ id }) => id);
    const first = await timed(() => ask(`/clusters/${clusters[0]}/similar`));
    const similar: number[] = [];
    for (let i = 0; i < ASKED; i++) similar.push(await timed(() => ask(`/clusters/${clusters[(i * 7) % clusters.length]}/similar`)));
    const firstSearch = await timed(() => ask('/search?q=invoice'));
    const searches: number[] = [];
    for (let i = 0; i < SEARCHES; i++) {
      const question = `${PARTS[i % PARTS.length]} ${FAULTS[i % FAULTS.length]}`;
      searches.push(await timed(() => ask(`/search?q=${encodeURIComponent(question)}`)));
    }
    let proposals = 0;
    const cleanup = await timed(async () => (proposals = (await ask<{ proposals: unknown[] }>('/clusters/cleanup', {})).proposals.length));
    const backtest = await timed(() => ask('/clustering/backtest', { days: 90, join_at: 0.3, suggest_at: 0.1 }));
    recordFigures({
      title: 'Asking about groups',
      command: 'npm run bench:grouping',
      about: `A project of ${REPORTS.toLocaleString('en')} reports of people in ${clusters.length >= 200 ? '200 and more' : clusters.length} clusters, everything real on one machine, one question at a time over HTTP. The first question has the project read into the API's memory.`,
      figures: [
        { what: 'Clusters like one, the first time', value: ms(first) },
        {
          what: 'Clusters like one, p50 / p95',
          value: `${ms(percentile(similar, 0.5))} / ${ms(percentile(similar, 0.95))}`,
          goal: 'p95 ≤ 300 ms',
        },
        { what: 'Search, the first time', value: ms(firstSearch) },
        { what: 'Search by words and meaning, p50 / p95', value: `${ms(percentile(searches, 0.5))} / ${ms(percentile(searches, 0.95))}` },
        { what: `Clean-up, which proposes ${proposals}`, value: seconds(cleanup), goal: '≤ 60 s' },
        { what: 'Backtest of other bounds over all of them', value: seconds(backtest), goal: '≤ 60 s' },
      ],
    });
  } finally {
    await stack.stop();
    await stack.remove();
  }
}

type Ask = <T>(path: string, body?: object) => Promise<T>;

/** @returns how to ask of a project with so many reports, all grouped */
async function fullProject(stack: Stack): Promise<Ask> {
  const asking =
    (query: string): Ask =>
    async <T>(path: string, body?: object) => {
      const answer = await fetch(`${stack.apiUrl}${path}${query && `${path.includes('?') ? '&' : '?'}${query}`}`, {
        method: body ? 'POST' : 'GET',
        headers: { authorization: `Bearer ${stack.localToken}`, ...(body && { 'content-type': 'application/json' }) },
        ...(body && { body: JSON.stringify(body) }),
      });
      if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
      return (await answer.json()) as T;
    };
  const { id } = await asking('')<{ id: string }>('/projects', { name: `Groups ${randomUUID()}` });
  const imported = await fetch(`${stack.apiUrl}/import?project_id=${id}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${stack.localToken}`, 'content-type': 'application/x-ndjson' },
    body: Array.from({ length: REPORTS }, (_, i) => line(i)).join('\n'),
  });
  if (!imported.ok) throw new Error(`/import answered ${imported.status}`);
  const ask = asking(`project_id=${id}`);
  for (;;) {
    const { total_feedback: stored, unclustered } = await ask<{ total_feedback: number; unclustered: number }>('/stats');
    if (stored >= REPORTS && unclustered === 0) return ask;
    await delay(250);
  }
}

function line(i: number): string {
  const [part, other, fault, when] = [pick(PARTS, i, 1), pick(PARTS, i, 5), pick(FAULTS, i, 3), pick(WHEN, i, 2)];
  const title = `The ${part} ${fault} ${when} (${part}-${i % 97})`;
  const body = `I opened the ${other} and went to the ${part} with ${i % 31} rows. It ${fault}, and the ${other} view of area${i % 53} kept spinning. It worked last week.`;
  return JSON.stringify({ source: 'manual', external_id: randomUUID(), title, body });
}

const pick = (words: readonly string[], i: number, step: number) => words[Math.floor((i * step) / 3 + i / 7) % words.length]!;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

const ms = (value: number) => `${Math.round(value)} ms`;
const seconds = (value: number) => `${(value / 1000).toFixed(1)} s`;

await main();
