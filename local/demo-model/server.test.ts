import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GoogleGenAI } from '@google/genai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createGeminiPlanner } from '#adapters/gemini/index';
import { fence } from '#domain/fixing/prompt';
import { SOURCES } from '#domain/sources/index';
import { sampleReports, type SampleReport } from '../sample/reports.ts';
import { samplePackageFolder } from '../sample/repository.ts';
import { SCRIPTS } from './scripts.ts';
import { startDemoModel, type RunningDemoModel } from './server.ts';

const SCHEMA = {
  type: 'object',
  properties: {
    rootCause: { type: 'string' },
    change: { type: 'string' },
    files: { type: 'array', items: { type: 'string' } },
    test: { type: 'string' },
  },
};

let model: RunningDemoModel;
let client: GoogleGenAI;

beforeAll(async () => {
  model = await startDemoModel({ port: 0 });
  client = new GoogleGenAI({ apiKey: 'none', httpOptions: { baseUrl: model.url } });
});
afterAll(() => model.stop());

describe('a plan', () => {
  test.each([
    ['src/csv-export.js', "TypeError: Cannot read properties of null (reading 'replaceAll')\n    at escapeField (src/csv-export.js:15)"],
    ['src/discounts.js', 'RangeError: charge amount must not be negative: -1550\n    at assertChargeable (src/checkout.js:21)'],
    ['src/search.js', 'Searching for C++ ends in an error page'],
    ['src/invoices.js', 'An invoice of 31 January is due in March'],
  ])('for %s comes from what the reports say', async (file, report) => {
    const plan = await planFor([report], await excerpts());

    const script = SCRIPTS.find((known) => known.file === file)!;
    expect(plan).toEqual({
      rootCause: script.rootCause,
      change: script.change,
      files: [file],
      test: `"${script.test.name}" in ${script.test.file} fails now and must pass.`,
    });
  });

  test.each([
    ['csv-export', ['src/csv-export.js']],
    ['discounts', ['src/discounts.js']],
    ['search', ['src/search.js']],
    ['invoices', ['src/invoices.js']],
    ['stock', ['src/stock.js']],
  ] as const)('for the sample’s reports of %s names %j', async (bug, files) => {
    const reports = sampleReports(new Date()).filter((report) => report.bug === bug);

    const plan = await planFor(reports.map(textOf), await excerpts());

    expect(plan.files).toEqual(files);
    expect(plan.rootCause.includes('has no script')).toBe(bug === 'stock');
  });

  test('is none where the faulty line is not in the request', async () => {
    const changed = (await excerpts()).replace("new RegExp(query, 'i')", "new RegExp(query, 'iu')");

    const plan = await planFor(['Searching for C++ ends in an error page'], changed);

    expect(plan.rootCause).toContain('has no script');
  });

  test('is none for another bug in a file it knows', async () => {
    const plan = await planFor(
      ['The CSV export has semicolons where our spreadsheet wants tabs', 'CSV export: please add a column with the date'],
      await excerpts(),
    );

    expect(plan).toMatchObject({ rootCause: expect.stringContaining('has no script'), files: [] });
  });

  test('is none for the bug without a script, and names the file of its reports', async () => {
    const plan = await planFor(['Error: oversold mug-blue: 2 of 1 sold\n    at audit (src/stock.js:23)'], await excerpts());

    expect(plan).toMatchObject({ rootCause: expect.stringContaining('has no script'), files: ['src/stock.js'] });
  });
});

test('the planner of the product is understood, and a note is answered honestly', async () => {
  const planner = createGeminiPlanner({ apiKey: 'demo', baseUrl: model.url, model: 'demo-model', modelName: 'demo model' });
  const text = await readFile(join(samplePackageFolder(), 'src/search.js'), 'utf8');
  const request = {
    repository: 'soulcaster/sample-shop',
    paths: ['src/search.js'],
    reportsBlock: fence('Searching for C++ ends in an error page', 2000, () => 't', ' source="manual" trust="teammate"'),
    clusterTitle: 'Search',
    clusterSummary: '',
    excerpts: [{ path: 'src/search.js', text }],
    previous: null,
  };

  const first = await planner.plan({ ...request, note: null });
  const second = await planner.plan({ ...request, note: 'Use a library', previous: first });

  expect(first).toMatchObject({ files: ['src/search.js'], by: 'demo model', change: expect.not.stringContaining('cannot take notes') });
  expect(second.change).toBe(`${first.change} (The demo model cannot take notes; the plan stays as it was.)`);
});

describe('the protocol', () => {
  test('counts tokens', async () => {
    const { totalTokens } = await client.models.countTokens({ model: 'any', contents: 'x'.repeat(400) });

    expect(totalTokens).toBeGreaterThan(99);
  });

  test('streams and ends with the counts', async () => {
    const stream = await client.models.generateContentStream({
      model: 'any',
      contents: 'Fix it',
      config: { tools: [{ functionDeclarations: [{ name: 'read_file' }] }] },
    });

    const chunks = await Array.fromAsync(stream);

    expect(chunks.at(-1)?.text).toContain('I have no script');
    expect(chunks.at(-1)?.usageMetadata?.totalTokenCount).toBeGreaterThan(0);
  });

  test.each([
    ['/v1beta/models/any:generateContent', { contents: [{ parts: [{ text: 'Write me a poem' }] }] }, 400, 'INVALID_ARGUMENT'],
    ['/v1/models/any:generateContent', { contents: 'no list' }, 400, 'INVALID_ARGUMENT'],
    ['/v1/models/any:embedContent', { contents: [] }, 404, 'NOT_FOUND'],
    ['/v2/models/any:generateContent', { contents: [] }, 404, 'NOT_FOUND'],
  ])('%s refuses %j as Google does', async (path, body, status, name) => {
    const response = await fetch(model.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { code: status, status: name } });
  });
});

/** What a planner is shown of a report. */
function textOf({ source, eventType, body }: SampleReport): string {
  const parsed = SOURCES[source].parse(eventType, JSON.parse(JSON.stringify(body)), {
    receivedAt: new Date().toISOString(),
    userId: 'owner',
  });
  if (parsed.outcome !== 'report') throw new Error(`expected a report, got ${parsed.outcome}`);
  const { title, body: text, exceptions } = parsed.report;
  const frames = exceptions.flatMap((exception) => exception.frames.map((frame) => `at ${frame.function} (${frame.file}:${frame.line})`));
  return [title, text, ...frames].join('\n');
}

async function excerpts(): Promise<string> {
  const files = ['src/csv-export.js', 'src/discounts.js', 'src/checkout.js', 'src/search.js', 'src/invoices.js', 'src/stock.js'];
  const texts = await Promise.all(files.map(async (file) => `${file}\n${await readFile(join(samplePackageFolder(), file), 'utf8')}`));
  return texts.join('\n\n');
}

async function planFor(reports: string[], files: string): Promise<{ rootCause: string; files: string[] }> {
  const block = reports.map((report, i) => fence(report, 2000, () => `t${i}`, ' source="sentry" trust="signed_monitor"')).join('\n\n');
  const answer = await client.models.generateContent({
    model: 'any',
    contents: `Plan a fix.\n\n${files}\n\n${block}`,
    config: { responseMimeType: 'application/json', responseJsonSchema: SCHEMA },
  });
  return JSON.parse(answer.text ?? '') as { rootCause: string; files: string[] };
}
