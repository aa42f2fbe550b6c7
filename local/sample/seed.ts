import { ProjectBody } from '#domain/api-contract';
import { SAMPLE_REPOSITORY } from '#domain/sample';
import { HttpClient } from './http-client.ts';
import { placeRepository, placeWebhook } from './place-repository.ts';
import { sendReports, setSecrets, waitUntilGrouped } from './send-reports.ts';

export interface SeedOptions {
  apiUrl: string;
  /** SOULCASTER_LOCAL_TOKEN: the local owner. */
  localToken: string;
  peerUrl: string;
  peerToken: string;
  /** Address that vendors, and so the peer, post to. */
  publicUrl: string;
  log: (text: string) => void;
}

/**
 * Puts the sample in place: the repository on the peer, the Sample project, its webhook, and every report through the real endpoints with
 * real signatures. Ends when all are grouped. Cut off anywhere, a second call completes the first.
 */
export async function seedSample({ apiUrl, localToken, peerUrl, peerToken, publicUrl, log }: SeedOptions): Promise<{ projectId: string }> {
  const api = new HttpClient(apiUrl, { authorization: `Bearer ${localToken}` });
  const access = { peerUrl, peerToken };
  const [, name = ''] = SAMPLE_REPOSITORY.split('/');
  const repository = await placeRepository(access, name);
  log(`repository ${repository} is on the local GitHub peer`);

  const { id: projectId } = await api.ask(ProjectBody, { method: 'POST', path: '/projects/sample', body: {} });
  const secrets = await setSecrets(api, projectId);
  await placeWebhook(access, repository, `${publicUrl}/ingest/github?project_id=${projectId}`, secrets.github);
  const { sent, reports } = await sendReports(api, projectId, secrets, new Date());
  log(`${sent} signed deliveries sent`);

  const grouped = await waitUntilGrouped(api, projectId, reports);
  log(`${grouped.length} reports in ${new Set(grouped.map((report) => report.cluster_id)).size} clusters`);
  return { projectId };
}
