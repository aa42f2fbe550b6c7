import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import * as standardWebhooks from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ErrorBody } from '#domain/api-contract';
import { tenantScope } from '#domain/project';
import type { SourceName } from '#domain/report';
import { startTestApi, type TestApi } from '#tests/api';
import { type Delivery, SENDERS } from '#tests/traffic/senders';

let api: TestApi;
let projectId: string;
beforeAll(async () => {
  api = await startTestApi({ env: { INGEST_RATE_PER_MINUTE: '60', INGEST_RATE_BURST: '60' } });
});
afterAll(() => api.stop());
beforeEach(async () => {
  projectId = await api.project();
});

const scope = async () => tenantScope((await api.adapters.projects.find(projectId))!);
const secretOf = async (source: SourceName, overlapHours = 0) => {
  const secret = source === 'standard' ? `whsec_${randomBytes(32).toString('base64')}` : randomBytes(24).toString('base64url');
  await api.adapters.sourceConfig.setSecret(await scope(), source, secret, { overlapHours });
  return secret;
};
const post = ({ path, headers, body }: Pick<Delivery, 'path' | 'headers' | 'body'>) =>
  api.ask(path, { method: 'POST', token: null, headers, body });
const fact = () => ({ marker: randomUUID(), topic: 'Checkout total is empty' });

describe.each(SENDERS)('a delivery of $source', (sender) => {
  it('is kept under its own id when it is proven, and 401 when it is not', async () => {
    const secret = await secretOf(sender.source);
    const good = sender.delivery(projectId, secret, fact());
    const forged = sender.delivery(
      projectId,
      sender.source === 'standard' ? `whsec_${'QUJD'.repeat(8)}` : 'another-secret-of-theirs',
      fact(),
    );

    expect((await post(good)).status).toBe(202);
    expect((await post(good)).status).toBe(200);
    expect((await post(forged)).status).toBe(401);
    expect((await post({ ...good, headers: { 'content-type': 'application/json' } })).status).toBe(401);
    const rows = await api.adapters.inbox.claim(await scope(), 10);
    expect(rows.map(({ source, deliveryKey }) => [source, deliveryKey])).toEqual([[sender.source, good.key]]);
  });

  it('is proven by the secret before while that is still accepted', async () => {
    const first = await secretOf(sender.source);
    const second = await secretOf(sender.source, 1);

    expect((await post(sender.delivery(projectId, first, fact()))).status).toBe(202);
    expect((await post(sender.delivery(projectId, second, fact()))).status).toBe(202);
    await secretOf(sender.source);
    expect((await post(sender.delivery(projectId, second, fact()))).status).toBe(401);
  });
});

it('GitHub may send a form: its signature is of the form, and what is kept is the JSON in it', async () => {
  const secret = await secretOf('github');
  const { headers, body, path } = SENDERS.find(({ source }) => source === 'github')!.delivery(projectId, secret, fact());
  const form = new URLSearchParams({ payload: body }).toString();
  const asForm = (text: string) => ({
    path,
    headers: {
      ...headers,
      'content-type': 'application/x-www-form-urlencoded',
      'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(text).digest('hex')}`,
    },
    body: text,
  });

  expect((await post(asForm(form))).status).toBe(202);
  const [row] = await api.adapters.inbox.claim(await scope(), 10);
  expect(Buffer.from(row!.body).toString()).toBe(body);
  expect(
    (await post({ ...asForm(form), headers: { ...asForm(form).headers, 'x-hub-signature-256': headers['x-hub-signature-256']! } })).status,
  ).toBe(401);
  const empty = await post(asForm('other=1'));
  expect([empty.status, ErrorBody.parse(empty.body).error.code]).toEqual([400, 'unreadable_request']);
});

it('what is sent while its source is off is answered, left out and counted', async () => {
  const secret = await secretOf('sentry');
  await api.adapters.sourceConfig.setEnabled(await scope(), 'sentry', false);

  const answer = await post(SENDERS.find(({ source }) => source === 'sentry')!.delivery(projectId, secret, fact()));

  expect([answer.status, answer.body.status]).toEqual([200, 'filtered']);
  await expect
    .poll(async () => (await api.adapters.deliveryLog.refusals(await scope())).map(({ reason }) => reason), { timeout: 5_000 })
    .toEqual(['while_off']);
  const health = (await api.adapters.deliveryLog.health(await scope())).find(({ source }) => source === 'sentry');
  expect(health).toMatchObject({ refused24h: 0, whileOff24h: 1, lastFailure: null, lastUnproven: null });
});

describe('the token of Splunk', () => {
  it('may be in a header, as bearer, in the query or in the path, and in no log', async () => {
    const token = await secretOf('splunk');
    const { body, path } = SENDERS.find(({ source }) => source === 'splunk')!.delivery(projectId, token, fact());
    const json = { 'content-type': 'application/json' };
    const change = (text: string) => body.replace('"app":"search"', `"app":"${text}"`);

    const answers = [
      await post({ path, headers: { ...json, 'x-splunk-token': token }, body: change('a') }),
      await post({ path, headers: { ...json, authorization: `Bearer ${token}` }, body: change('b') }),
      await post({ path: `${path}&token=${token}`, headers: json, body: change('c') }),
      await post({ path: path.replace('/webhook', `/webhook/${token}`), headers: json, body: change('d') }),
      await post({ path: path.replace('/webhook', '/webhook/wrong-wrong-wrong'), headers: json, body: change('e') }),
      await post({ path: `${path}&token=wrong-wrong`, headers: json, body: 'x' }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202, 401, 401]);
    expect(api.log.join('').length).toBeGreaterThan(0);
    expect(api.log.join('')).not.toContain(token);
    expect(api.log.join('')).not.toContain('wrong-wrong');
  });

  it('is not asked for where Observability Cloud signs', async () => {
    const secret = await secretOf('splunk');
    const body = JSON.stringify({ incidentId: 'i-1', detector: 'CPU', status: 'anomalous' });
    const signature = createHmac('sha256', secret).update(body).digest('base64');
    const path = `/ingest/splunk/webhook?project_id=${projectId}`;

    expect((await post({ path, headers: { 'x-sfx-signature': signature }, body })).status).toBe(202);
    expect((await post({ path, headers: { 'x-sfx-signature': signature }, body: `${body} ` })).status).toBe(401);
  });
});

describe('a body in our own shape', () => {
  it('is 422 naming the field, and leaves nothing', async () => {
    const secret = await secretOf('standard');
    const standard = SENDERS.find(({ source }) => source === 'standard')!;
    const signed = (body: string) => {
      const { Webhook } = standardWebhooks;
      const at = new Date();
      const headers = { 'webhook-id': randomUUID(), 'webhook-timestamp': String(Math.floor(at.getTime() / 1000)) };
      return {
        path: standard.delivery(projectId, secret, fact()).path,
        body,
        headers: { ...headers, 'webhook-signature': new Webhook(secret).sign(headers['webhook-id'], at, body) },
      };
    };

    const wrong = await post(signed(JSON.stringify({ data: { title: 'x', level: 'loud' } })));
    expect(wrong.status).toBe(422);
    expect(Object.keys(ErrorBody.parse(wrong.body).error.details!)).toEqual(['data.level']);
    expect((await post(signed('{"title":'))).status).toBe(400);
    expect(await api.adapters.inbox.waiting(await scope())).toBe(0);
  });

  it('too old to be more than a replay is 401', async () => {
    const secret = await secretOf('standard');
    const { Webhook } = standardWebhooks;
    const at = new Date(Date.now() - 10 * 60_000);
    const body = '{"title":"Old news"}';
    const headers = {
      'webhook-id': 'm1',
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign('m1', at, body),
    };

    expect((await post({ path: `/ingest/standard?project_id=${projectId}`, headers, body })).status).toBe(401);
  });
});

describe('a sender that is too fast', () => {
  it('is 429 with when to come again, once it is proven, and delays no other source or project', async () => {
    const [sentry, github] = [SENDERS[0]!, SENDERS[1]!];
    const [secret, other] = [await secretOf('sentry'), await secretOf('github')];
    const send = () => post(sentry.delivery(projectId, secret, fact()));
    const answers = await Promise.all(Array.from({ length: 100 }, send));
    const refused = answers.filter(({ status }) => status === 429);

    // One a second is earned while they are sent.
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.length).toBeLessThanOrEqual(40);
    expect(ErrorBody.parse(refused[0]!.body).error).toMatchObject({ code: 'rate_limited', details: { per_minute: 60, burst: 60 } });
    expect(Number(refused[0]!.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await post(github.delivery(projectId, other, fact()))).status).toBe(202);
    expect((await post(sentry.delivery(projectId, 'wrong-wrong-wrong-wrong', fact()))).status).toBe(401);
    await expect
      .poll(
        async () =>
          (await api.adapters.deliveryLog.refusals(await scope(), 'sentry')).filter(({ reason }) => reason === 'rate_limited').length,
      )
      .toBeGreaterThan(0);
  });
});
