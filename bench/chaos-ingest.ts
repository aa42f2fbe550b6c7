// npm run chaos:ingest [-- --seed N] [--webhooks N] [--kills N]: accepted reports against SIGKILL. Prints its seed, which replays it.
import { parseArgs } from 'node:util';
import { recordFigures } from './measurements-file.ts';
import { runChaos } from '#tests/chaos/run';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    webhooks: { type: 'string', default: '20000' },
    kills: { type: 'string', default: '32' },
    rate: { type: 'string', default: '200' },
  },
});
console.log(`Seed ${values.seed}`);
const { sent, verdict, quota, idleAfterMs } = await runChaos({
  seed: Number(values.seed),
  webhooks: Number(values.webhooks),
  kills: Number(values.kills),
  perSecond: Number(values.rate),
});
const counting = sent.kills.filter(({ inFlight }) => inFlight > 0);
const byVictim = Object.entries(Object.groupBy(counting, ({ victim }) => victim)).map(([victim, kills]) => `${victim} ${kills?.length}`);
recordFigures({
  title: 'Receiving: chaos',
  command: `npm run chaos:ingest -- --seed ${values.seed}`,
  about: `${values.webhooks} webhooks of six senders that retry as their vendors document, a tenth the same delivery again and a fifth a known fact again, ${values.rate} a second, while API, worker, Temporal, Redis and Postgres are killed with SIGKILL; a kill counts only with requests unanswered. Accepted: a sender saw a 2xx. Quota: seven tenths of the facts.`,
  figures: [
    { what: 'Kills with rows in flight', value: `${counting.length} (${byVictim.join(', ')})`, goal: '≥ 30' },
    { what: 'Facts accepted', value: String(verdict.accepted) },
    { what: 'Accepted facts lost', value: String(verdict.lost.length), goal: '0' },
    { what: 'Facts stored twice', value: String(verdict.twice.length), goal: '0' },
    { what: 'Deliveries answered 2xx that the log does not have', value: String(verdict.unlogged), goal: '0' },
    { what: 'Reports whose occurrences are not exact', value: String(verdict.miscounted.length), goal: '0' },
    { what: 'Reports stored, quota, parked', value: `${verdict.reports}, ${quota}, ${verdict.parked}`, goal: 'never over' },
    { what: 'Reports without a cluster', value: String(verdict.unclustered), goal: '0' },
    { what: 'Vectors', value: String(verdict.vectors), goal: `${verdict.reports}` },
    { what: 'Dead letters', value: String(verdict.deadLetters), goal: '0' },
    { what: 'Idle after the last webhook', value: `${(idleAfterMs / 1000).toFixed(1)} s` },
  ],
});
const failed =
  verdict.lost.length + verdict.twice.length + verdict.miscounted.length + verdict.unlogged + verdict.overQuota + verdict.unclustered;
if (failed > 0) {
  console.error(
    JSON.stringify({ lost: verdict.lost.slice(0, 20), twice: verdict.twice.slice(0, 20), miscounted: verdict.miscounted.slice(0, 20) }),
  );
  process.exitCode = 1;
}
