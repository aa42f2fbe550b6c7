// npm run fuzz:sources: hostile bodies for every source, through the same reading as the inbox. FUZZ_CASES and FUZZ_SEED repeat a run.
import { SourceName } from '#domain/report';
import { fuzzSource } from '#tests/hostile-bodies';
import { milliseconds, recordFigures, type Figure } from './measurements-file.ts';

const MOST_MS = 50;

function main(): void {
  const cases = Number(process.env.FUZZ_CASES ?? 10_000);
  const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000_000);
  console.log(`${cases} cases per source, seed ${seed}`);
  const figures: Figure[] = [];
  let failed = false;
  for (const source of SourceName.options) {
    const { crashes, firstCrash, outcomes, slowestMs, largestBytes, cases: done } = fuzzSource(source, cases, seed);
    const read = Object.entries(outcomes).map(([outcome, count]) => `${count} ${outcome}`);
    console.log(
      `${source}: ${done} cases, ${crashes} crashes, slowest ${milliseconds(slowestMs)}, largest ${largestBytes} bytes; ${read.join(', ')}`,
    );
    if (firstCrash !== null) console.error(`  first crash: ${firstCrash}`);
    failed ||= crashes > 0 || slowestMs > MOST_MS;
    figures.push({ what: `${source}: crashes of ${done} cases`, value: String(crashes), goal: '0' });
    figures.push({ what: `${source}: slowest body`, value: milliseconds(slowestMs), goal: `≤ ${MOST_MS} ms` });
  }
  recordFigures({
    title: 'Hostile bodies',
    command: 'npm run fuzz:sources',
    about: `Samples of every source with wrong values in up to three places, in strange envelopes and in spoilt bytes (broken UTF-8, NUL, lone surrogates, 10,000 levels, \`__proto__\`, endless numbers, lists of 30,000, texts of 1 MB), read as the inbox reads them: an outcome in bounds or a dead letter with a reason, or it counts as a crash. Seed ${seed}. Time is the best of three where one took over 25 ms.`,
    figures,
  });
  if (failed) process.exitCode = 1;
}

main();
