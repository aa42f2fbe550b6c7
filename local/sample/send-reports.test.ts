import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApi, type TestApi } from '#tests/api';
import { HttpClient } from './http-client.ts';
import { sendReports, setSecrets } from './send-reports.ts';

let api: TestApi;
let client: HttpClient;
beforeAll(async () => {
  api = await startTestApi();
  client = new HttpClient(api.url, { authorization: `Bearer ${api.env.SOULCASTER_LOCAL_TOKEN}` });
});
afterAll(() => api.stop());

describe('sending the reports of the sample', () => {
  test('is accepted by the real endpoints, and again makes nothing new, also with new secrets', async () => {
    const projectId = await api.project();
    const total = async () => (await api.ask(`/deliveries?project_id=${projectId}`)).body.total as number;

    const { sent } = await sendReports(client, projectId, await setSecrets(client, projectId), new Date());
    const kept = await total();
    await sendReports(client, projectId, await setSecrets(client, projectId), new Date(Date.now() + 60_000));

    expect(sent).toBe(37);
    expect(kept).toBe(sent);
    expect(await total()).toBe(sent);
  });

  test('to a second project is not taken for the same', async () => {
    const projectId = await api.project();

    const { sent } = await sendReports(client, projectId, await setSecrets(client, projectId), new Date());

    expect((await api.ask(`/deliveries?project_id=${projectId}`)).body.total).toBe(sent);
  });

  test('with a secret that is not the project’s ends with the refusal', async () => {
    const projectId = await api.project();
    await setSecrets(client, projectId);

    const sending = sendReports(client, projectId, { sentry: 'another-secret-of-mine', github: 'another-secret-of-mine' }, new Date());

    await expect(sending).rejects.toMatchObject({ name: 'UnexpectedAnswerError', status: 401 });
    expect((await api.ask(`/deliveries?project_id=${projectId}`)).body.total).toBe(0);
  });
});
