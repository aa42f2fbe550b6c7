import { randomUUID } from 'node:crypto';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startTestApi, type TestApi } from '#tests/api';

interface Heard {
  id: string;
  event: string;
  data: unknown;
}

let api: TestApi;
const open: IncomingMessage[] = [];
beforeAll(async () => {
  api = await startTestApi();
});
afterEach(() => {
  for (const answer of open.splice(0)) answer.destroy();
});
afterAll(() => api.stop());

/** One stream of a project's events. */
async function listen(projectId: string, lastEventId?: string, to: TestApi = api) {
  const headers = {
    authorization: `Bearer ${to.env.SOULCASTER_LOCAL_TOKEN}`,
    ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
  };
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    httpRequest(`${to.url}/events?project_id=${projectId}`, { headers }, resolve).on('error', reject).end();
  });
  open.push(answer);
  let text = '';
  let ended = false;
  answer.setEncoding('utf8').on('data', (part: string) => (text += part));
  answer.on('end', () => (ended = true)).on('error', () => undefined);
  const heard = (): Heard[] =>
    text.split('\n\n').flatMap((block) => {
      const fields = Object.fromEntries(
        block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
      );
      return fields['event'] && block.includes('data:')
        ? [{ id: fields['id'] ?? '', event: fields['event'], data: JSON.parse(fields['data'] ?? 'null') }]
        : [];
    });
  await expect.poll(() => text.includes('retry:')).toBe(true);
  return { answer, heard, changes: () => heard().filter(({ event }) => event === 'change'), ended: () => ended };
}

const publish = (projectId: string, id: string) => api.adapters.changePublisher.publish([{ projectId, kind: 'cluster', id }]);

/** The feed's own connection may still be opening. */
async function feedWorks(projectId: string, stream: { changes(): Heard[] }) {
  await expect
    .poll(async () => {
      await publish(projectId, 'probe');
      return stream.changes().length;
    })
    .toBeGreaterThan(0);
}

describe('events', () => {
  it('say what changed within a second, to every stream of that project and to no other', async () => {
    const [mine, other] = [await api.project(), await api.project()];
    const [first, second, foreign] = [await listen(mine), await listen(mine), await listen(other)];
    await feedWorks(mine, first);

    const published = performance.now();
    await publish(mine, 'c-1');

    const said = (stream: { changes(): Heard[] }) => stream.changes().some(({ data }) => (data as { id: string }).id === 'c-1');
    await expect.poll(() => said(first) && said(second), { interval: 5 }).toBe(true);
    expect(performance.now() - published).toBeLessThan(1000);
    expect(first.changes().at(-1)).toMatchObject({ event: 'change', data: { kind: 'cluster', id: 'c-1' } });
    expect(foreign.changes()).toEqual([]);
    expect(first.answer.headers).toMatchObject({ 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' });
  });

  it('missed while away come first, in order, with their numbers', async () => {
    const projectId = await api.project();
    const before = await listen(projectId);
    await feedWorks(projectId, before);
    const last = before.changes().at(-1)?.id ?? '';
    before.answer.destroy();
    for (const id of ['m-1', 'm-2']) await publish(projectId, id);
    const witness = await listen(projectId);
    await publish(projectId, 'm-3');
    await expect.poll(() => witness.changes().length).toBeGreaterThan(0);

    const back = await listen(projectId, last);

    await expect
      .poll(() =>
        back
          .changes()
          .map(({ data }) => (data as { id: string }).id)
          .filter((id) => id !== 'probe'),
      )
      .toEqual(['m-1', 'm-2', 'm-3']);
    const numbers = back.changes().map(({ id }) => Number(id));
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    expect(numbers.every((n) => n > Number(last))).toBe(true);
  });

  it('say that there is a gap to whoever was last heard by an earlier process', async () => {
    const projectId = await api.project();

    for (const stale of ['12', 'nonsense', String(Date.now() * 1_000_000)]) {
      expect((await listen(projectId, stale)).heard().map(({ event }) => event)).toEqual(['gap']);
    }
  });

  it('need no gap for a stream that comes back before anything changed', async () => {
    const projectId = await api.project();
    const first = await listen(projectId);
    await feedWorks(projectId, first);
    const last = first.heard().at(-1)?.id;

    const back = await listen(projectId, last);

    expect(back.heard().some(({ event }) => event === 'gap')).toBe(false);
  });

  it('end with the process, which does not wait for its readers', async () => {
    const other = await startTestApi();
    const projectId = await other.project();
    const stream = await listen(projectId, undefined, other);

    const began = performance.now();
    await other.stop();

    expect(performance.now() - began).toBeLessThan(5_000);
    await expect.poll(() => stream.ended()).toBe(true);
  });

  it('are refused like any other route', async () => {
    expect((await api.ask(`/events?project_id=${randomUUID()}`)).status).toBe(404);
  });

  it('answer HEAD without a stream', async () => {
    const answer = await api.ask(`/events?project_id=${await api.project()}`, { method: 'HEAD' });

    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
  });
});
