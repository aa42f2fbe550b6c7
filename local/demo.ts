import { parseArgs } from 'node:util';
import { z } from 'zod';
import { ProjectBody, type JobDetailBody } from '#domain/api-contract';
import { findRunning } from './running.ts';
import { HttpClient } from './sample/http-client.ts';
import { peerClient, placeRepository, placeWebhook } from './sample/place-repository.ts';
import { FixPlayer } from './sample/play-fix.ts';
import { sampleReports } from './sample/reports.ts';
import { runTestsOf } from './sample/run-tests.ts';
import { sendReports, setSecrets, waitUntilGrouped } from './sample/send-reports.ts';

/** The bug that the demo fixes, and the test that shows it. */
const BUG = 'csv-export';
const TEST = 'an order without a note has an empty field';

interface Access {
  apiUrl: string;
  publicUrl: string;
  localToken: string;
  peerUrl: string;
  peerToken: string;
}

const say = (text: string) => process.stdout.write(`${text}\n`);
const began = Date.now();

/** `npm run demo`: the whole job against a running Soulcaster, in a new project with a repository of its own. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { api: { type: 'string' } } });
  const access = await findAccess(values.api);
  const api = new HttpClient(access.apiUrl, { authorization: `Bearer ${access.localToken}` });
  const time = new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
  say(`Playing the whole job against ${access.apiUrl}`);

  const repository = await step(
    'repository',
    () => placeRepository(access, `sample-shop-${time}`),
    (name) => `${access.peerUrl}/${name}`,
  );
  const project = await step(
    'project',
    () =>
      api.ask(ProjectBody, {
        method: 'POST',
        path: '/projects',
        body: { name: `Demo ${time}`, code_host: 'local', repository, base_branch: 'main' },
      }),
    ({ name, id }) => `${name} (${id})`,
  );
  const secrets = await step(
    'secrets',
    () => setSecrets(api, project.id),
    () => 'Sentry and GitHub may sign',
  );
  const hook = `${access.publicUrl}/ingest/github?project_id=${project.id}`;
  await step(
    'webhook',
    () => placeWebhook(access, repository, hook, secrets.github),
    () => 'the repository tells of its pull requests',
  );
  const { reports } = await step(
    'reports',
    () => sendReports(api, project.id, secrets, new Date()),
    ({ sent }) => `${sent} signed deliveries accepted`,
  );
  const cluster = await step(
    'clusters',
    () => findCluster(api, project.id, reports),
    ({ of, clusters }) => `${clusters} clusters; ${of} reports of the bug are in one`,
  );

  const fix = new FixPlayer(api, project.id);
  const planned = await step(
    'plan',
    () => fix.plan(cluster.id),
    ({ plan }) => `version ${plan?.version} by ${plan?.by}`,
  );
  showPlan(planned);
  await step(
    'approval',
    () => fix.approve(planned),
    () => `plan ${planned.plan?.digest.slice(0, 12)} approved`,
  );
  const log = followLog();
  const job = await step(
    'fix',
    () => fix.untilPullRequest(planned.id, log.line),
    ({ branch }) => `branch ${branch}; ${log.left()} more lines, of tools and tests, are on its page`,
  );
  await step(
    'draft',
    () => checkDraft(access, repository, job),
    (url) => url,
  );

  const before = await step('base', () => runTestsOf(access, repository, 'main'), tests);
  const after = await step('branch', () => runTestsOf(access, repository, job.branch ?? ''), tests);
  await step(
    'proof',
    async () => prove(before, after),
    () => `"${TEST}" fails on main and passes on the branch; nothing else broke`,
  );

  say('');
  say(`  Pull request   ${job.pr_url}`);
  say(`  Before         failing: ${TEST}`);
  say(`  After          passing: ${TEST}`);
  say(`Done in ${seconds(Date.now() - began)}.`);
}

async function findAccess(api: string | undefined): Promise<Access> {
  const { SOULCASTER_LOCAL_TOKEN: localToken, GITHUB_PEER_URL: peerUrl, GITHUB_PEER_TOKEN: peerToken, PUBLIC_URL: publicUrl } = process.env;
  // Somewhere else, everything has to be named.
  if (api && localToken && peerUrl && peerToken) return { apiUrl: api, publicUrl: publicUrl ?? api, localToken, peerUrl, peerToken };
  const { apiUrl, secrets, ...running } = await findRunning();
  const found = running.peerUrl ?? peerUrl;
  if (!found) throw new Error('No local GitHub peer runs here, and the demo needs one.');
  return {
    apiUrl: api ?? apiUrl,
    // The peer stands beside the API and need not come in by its public address.
    publicUrl: api ?? apiUrl,
    localToken: localToken || secrets.SOULCASTER_LOCAL_TOKEN,
    peerUrl: found,
    peerToken: peerToken || secrets.GITHUB_PEER_TOKEN,
  };
}

/** The cluster of the demo's bug, which must hold every report of it and no other. */
async function findCluster(api: HttpClient, projectId: string, reports: number): Promise<{ id: string; of: number; clusters: number }> {
  const items = await waitUntilGrouped(api, projectId, reports);
  const titles = new Set(sampleReports(new Date()).flatMap((report) => (report.bug === BUG ? [report.title] : [])));
  const [id, ...others] = [...new Set(items.filter((report) => titles.has(report.title)).map((report) => report.cluster_id))];
  if (!id || others.length > 0) throw new Error(`The reports of the bug are in ${others.length + (id ? 1 : 0)} clusters and not in one.`);
  const members = items.filter((report) => report.cluster_id === id);
  const strangers = members.filter((report) => !titles.has(report.title));
  if (strangers.length > 0) throw new Error(`The cluster holds ${strangers.length} reports of something else.`);
  return { id, of: members.length, clusters: new Set(items.map((report) => report.cluster_id)).size };
}

function showPlan({ plan }: JobDetailBody): void {
  say(`    cause  ${plan?.root_cause}`);
  say(`    change ${plan?.change}`);
  say(`    files  ${plan?.files.join(', ')}`);
  say(`    test   ${plan?.test}`);
}

/** What the agent and the worker say; the output of tools and tests is only counted. */
function followLog() {
  let left = 0;
  return {
    left: () => left,
    line(stream: string, text: string) {
      if (stream === 'tool' || stream === 'test') left++;
      else say(`    ${stream.padEnd(6)} ${text}`);
    },
  };
}

const Pull = z.object({ html_url: z.string(), draft: z.boolean(), state: z.string(), head: z.object({ ref: z.string() }) });

/** What the peer itself says of the pull request. */
async function checkDraft(access: Access, repository: string, job: JobDetailBody): Promise<string> {
  if (job.pr_number === null || job.branch === null) throw new Error('The fix names no pull request.');
  const pull = await peerClient(access).ask(Pull, { path: `/repos/${repository}/pulls/${job.pr_number}` });
  if (!pull.draft || pull.state !== 'open' || pull.head.ref !== job.branch)
    throw new Error('The pull request at the peer is no open draft of the branch.');
  return pull.html_url;
}

type Tests = Awaited<ReturnType<typeof runTestsOf>>;
const tests = ({ commit, passed, failed }: Tests) => `${commit.slice(0, 7)}: ${passed.length} pass, ${failed.length} fail`;

function prove(before: Tests, after: Tests): void {
  if (!before.failed.includes(TEST)) throw new Error(`"${TEST}" does not fail on main.`);
  if (!after.passed.includes(TEST)) throw new Error(`"${TEST}" does not pass on the branch.`);
  const broken = before.passed.filter((name) => !after.passed.includes(name));
  if (broken.length > 0) throw new Error(`These tests pass on main and not on the branch: ${broken.join(', ')}`);
}

async function step<T>(name: string, work: () => Promise<T>, tell: (result: T) => string): Promise<T> {
  const asked = Date.now();
  const line = (text: string) => say(`  ${name.padEnd(12)}${seconds(Date.now() - asked).padStart(8)}  ${text}`);
  try {
    const result = await work();
    line(tell(result));
    return result;
  } catch (error) {
    line(`did not happen: ${error instanceof Error ? error.message : String(error)}`);
    throw new StepFailedError(name);
  }
}

class StepFailedError extends Error {
  override readonly name = 'StepFailedError';
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

main().catch((error: unknown) => {
  if (!(error instanceof StepFailedError)) process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
