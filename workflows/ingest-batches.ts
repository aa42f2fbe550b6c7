import { condition, continueAsNew, proxyActivities, setCurrentDetails, setHandler } from '@temporalio/workflow';
import type { IngestionActivities } from '#activities/ingestion/index';
import { activityOptions } from './activity-options.ts';
import { type IngestBatchesInput, wake } from './messages.ts';
import { runLength } from './run-length.ts';

const BATCHES_OF_A_RUN = 300;

/**
 * Empties a project's inbox, batch by batch, and stays for a while so that the next wake meets it running. The rows are the truth: a
 * wake carries nothing, a start looks before it waits, and a continue-as-new has nothing to hand over.
 */
export async function ingestBatches(input: IngestBatchesInput): Promise<void> {
  let due = true;
  setHandler(wake, () => {
    due = true;
  });
  const { storeBatch } = proxyActivities<IngestionActivities>(activityOptions('store'));
  const story = new Story();

  for (;;) {
    while (due) {
      due = false;
      const batch = await storeBatch.executeWithOptions({ summary: story.nextBatch() }, [{ projectId: input.projectId }]);
      story.add(batch);
      setCurrentDetails(story.details(batch.more));
      // What comes during the batch is seen by the next one; a wake then is not lost.
      due ||= batch.more;
      if (runLength(input.longAfterEvents) === 'now') await continueAsNew<typeof ingestBatches>(input);
    }
    if (story.batches >= BATCHES_OF_A_RUN || runLength(input.longAfterEvents) !== 'fine') await continueAsNew<typeof ingestBatches>(input);
    // Nothing is awaited between this look at `due` and the return.
    if (!(await condition(() => due, input.lingerMs, { summary: 'waiting for deliveries' })) && !due) return;
  }
}

type Batch = Awaited<ReturnType<IngestionActivities['storeBatch']>>;

/** What the Temporal UI shows: counts only. */
class Story {
  batches = 0;
  private readonly totals = { stored: 0, repeats: 0, updated: 0, filtered: 0, routed: 0, parked: 0, deadLetters: 0 };
  private readonly sources = new Map<string, number>();

  add(batch: Batch): void {
    this.batches++;
    for (const name of Object.keys(this.totals) as (keyof typeof this.totals)[]) this.totals[name] += batch[name];
    for (const [source, rows] of Object.entries(batch.bySource)) this.sources.set(source, (this.sources.get(source) ?? 0) + rows);
  }

  /** Of an activity; what it will find is not known yet. */
  nextBatch(): string {
    return this.batches === 0 ? 'first batch' : `batch ${this.batches + 1}; so far ${this.totals.stored} stored`;
  }

  details(more: boolean): string {
    const outcomes = Object.entries(WORDS).flatMap(([name, word]) => {
      const count = this.totals[name as keyof typeof WORDS];
      return count === 0 ? [] : [`${count} ${word}`];
    });
    const sources = [...this.sources].map(([source, rows]) => `${source} ${rows}`);
    return [
      more ? 'More deliveries wait.' : 'The inbox is empty.',
      `${this.batches} ${this.batches === 1 ? 'batch' : 'batches'} in this run: ${outcomes.join(', ') || 'nothing new'}.`,
      ...(sources.length === 0 ? [] : [`By source: ${sources.join(', ')}.`]),
    ].join('\n\n');
  }
}

const WORDS = {
  stored: 'stored',
  repeats: 'repeats',
  updated: 'updated',
  filtered: 'filtered',
  routed: 'routed',
  parked: 'parked',
  deadLetters: 'dead letters',
} as const;
