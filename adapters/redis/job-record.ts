import { z } from 'zod';
import { FixJob } from '#domain/fix-job';
import { parseJson, parseStored } from './stored.ts';

/** A fix is a hash of its fields, each as JSON, and a list of its timeline. */
export const JobRow = z.tuple([z.array(z.string()), z.array(z.string())]);

type JobField = keyof FixJob;
const NAMES = (Object.keys(FixJob.shape) as JobField[]).filter((name) => name !== 'timeline');

/** Field, JSON, field, JSON… of what is given. */
export function jobFields(job: Partial<FixJob>): string[] {
  return NAMES.flatMap((name) => (job[name] === undefined ? [] : [name, JSON.stringify(job[name])]));
}

export function jobOf(jobId: string, [flat, timeline]: z.output<typeof JobRow>): FixJob {
  const details = { jobId };
  const stored = new Map(Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i]!, flat[2 * i + 1]!]));
  const fields = NAMES.flatMap((name) => {
    const text = stored.get(name);
    return text === undefined ? [] : [[name, parseJson(text, details)] as const];
  });
  const entries = timeline.map((text) => parseJson(text, details));
  return parseStored(FixJob, { ...Object.fromEntries(fields), timeline: entries }, details);
}
