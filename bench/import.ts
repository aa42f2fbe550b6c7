// npm run bench:import: JSON Lines in and out of the running product, on a stack of its own.
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { Readable } from 'node:stream';
import { startStack, type Stack } from '#tests/stack';
import { recordFigures } from './measurements-file.ts';

const FEW = 10_000;
const MANY = 100_000;
/** Words as a product has them: some thousand, so that reports differ as those of people do. */
const SYLLABLES = [
  'ex',
  'port',
  'in',
  'voice',
  'sea',
  'rch',
  'log',
  'check',
  'out',
  'ava',
  'tar',
  'web',
  'hook',
  're',
  'load',
  'cal',
  'en',
  'dar',
];
const WORDS = SYLLABLES.flatMap((one) => SYLLABLES.flatMap((two) => SYLLABLES.slice(0, 6).map((three) => one + two + three)));

interface Answer {
  lines: number;
  stored: number;
  pending: number;
  refused: number;
}

async function main(): Promise<void> {
  const stack = await startStack({ env: { REPORT_QUOTA: '1000000', LOG_LEVEL: 'warn', SOULCASTER_SAMPLE: 'off' } });
  try {
    const few = await project(stack);
    const began = performance.now();
    const first = await send(stack, few, FEW);
    const answeredMs = performance.now() - began;
    const storedMs = (await allStored(stack, few, FEW)) - began;
    const exported = await receive(stack, few);
    const many = await project(stack);
    const idle = await residentBytes(stack);
    const manyBegan = performance.now();
    const memory = watchMemory(stack);
    const second = await send(stack, many, MANY);
    const keptMs = performance.now() - manyBegan;
    const peak = await memory.stop();
    recordFigures({
      title: 'Import and export',
      command: 'npm run bench:import',
      about:
        `Reports of people as JSON Lines through \`POST /import\`, everything real on one machine, clustering running beside it. ` +
        `Stored: until \`GET /stats\` counts them all. Memory: resident, of the API process, every 100 ms until the answer.`,
      figures: [
        { what: `${FEW.toLocaleString('en')} reports until all are stored`, value: seconds(storedMs), goal: '≤ 60 s' },
        { what: `… until the answer, which counts ${first.stored.toLocaleString('en')} stored`, value: seconds(answeredMs) },
        {
          what: `${MANY.toLocaleString('en')} lines until the answer, which counts ${second.stored.toLocaleString('en')} stored and ${second.pending.toLocaleString('en')} pending`,
          value: seconds(keptMs),
        },
        { what: 'Lines refused', value: String(first.refused + second.refused), goal: '0' },
        {
          what: `Memory of the API before and at most during ${MANY.toLocaleString('en')} lines`,
          value: `${megabytes(idle)} / ${megabytes(peak)}`,
        },
        {
          what: `Export of ${exported.lines.toLocaleString('en')} reports`,
          value: `${seconds(exported.ms)}, ${Math.round(exported.lines / (exported.ms / 1000)).toLocaleString('en')} reports/s`,
        },
      ],
    });
  } finally {
    await stack.stop();
    await stack.remove();
  }
}

function* lines(count: number): Generator<string> {
  for (let i = 0; i < count; i++) {
    const word = (n: number) => WORDS[(i * (31 + 2 * n) + n * 977) % WORDS.length];
    const title = `The ${word(1)} of ${word(2)} is empty after ${word(3)}`;
    const body = `When I open the ${word(4)} and then the ${word(5)}, the ${word(1)} shows ${word(6)}. It was ${word(7)} last week.`;
    yield `${JSON.stringify({ source: 'manual', external_id: randomUUID(), title, body })}\n`;
  }
}

async function send(stack: Stack, projectId: string, count: number): Promise<Answer> {
  return ask<Answer>(stack, `/import?project_id=${projectId}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: Readable.toWeb(Readable.from(lines(count))) as ReadableStream,
    duplex: 'half',
  } as RequestInit);
}

async function receive(stack: Stack, projectId: string): Promise<{ lines: number; ms: number }> {
  const began = performance.now();
  const answer = await fetch(`${stack.apiUrl}/export?project_id=${projectId}`, { headers: authorization(stack) });
  let count = 0;
  for await (const chunk of answer.body!) for (const byte of chunk) if (byte === 0x0a) count += 1;
  return { lines: count, ms: performance.now() - began };
}

/** @returns when they were */
async function allStored(stack: Stack, projectId: string, count: number): Promise<number> {
  for (;;) {
    const { total_feedback: stored } = await ask<{ total_feedback: number }>(stack, `/stats?project_id=${projectId}`);
    if (stored >= count) return performance.now();
    await delay(200);
  }
}

async function project(stack: Stack): Promise<string> {
  const body = JSON.stringify({ name: `Imported ${randomUUID()}` });
  const { id } = await ask<{ id: string }>(stack, '/projects', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  return id;
}

const authorization = (stack: Stack) => ({ authorization: `Bearer ${stack.localToken}` });

async function ask<T>(stack: Stack, path: string, init: RequestInit = {}): Promise<T> {
  const answer = await fetch(stack.apiUrl + path, { ...init, headers: { ...authorization(stack), ...init.headers } });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as T;
}

async function residentBytes(stack: Stack): Promise<number> {
  const status = await readFile(`/proc/${await stack.pidOf('api')}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) * 1024;
}

function watchMemory(stack: Stack): { stop(): Promise<number> } {
  let peak = 0;
  let over = false;
  const watching = (async () => {
    for (; !over; await delay(100)) peak = Math.max(peak, await residentBytes(stack));
    return peak;
  })();
  return {
    stop: () => {
      over = true;
      return watching;
    },
  };
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
const megabytes = (bytes: number) => `${Math.round(bytes / 1024 / 1024)} MB`;

await main();
