import { type GatedFile, gateSentence, GATE_LIMITS, isPackageManifest, runDiffGate } from '#domain/fixing/gate';
import { type DiffEntry, parseTreeDiff } from '#domain/fixing/tree-diff';
import type { FixingActivities } from './contract.ts';
import type { FixingDeps } from './deps.ts';
import { openBase, openJob, publishJob } from './job-context.ts';

/** See the contract. */
export async function runGate(
  deps: FixingDeps,
  input: Parameters<FixingActivities['runGate']>[0],
): ReturnType<FixingActivities['runGate']> {
  const context = await openJob(deps, input);
  const { scope, job } = context;
  const { baseCommit } = await openBase(deps, context);
  const plan = (await deps.jobs.plans(scope, job.id)).find(({ version }) => version === input.version);
  const { raw, numstat } = await deps.sourceTrees.compare(job.id, baseCommit, input.tree, 0);
  const entries = parseTreeDiff(raw, numstat);
  // A change of more files is refused for their number; its secrets need no search.
  const read = await readSides(deps, job.id, { before: baseCommit, after: input.tree }, entries.slice(0, GATE_LIMITS.files));
  const sizes = new Map((await deps.sourceTrees.listFiles(job.id, input.tree)).map((file) => [file.path, file.sizeBytes]));
  const files: GatedFile[] = entries.map((entry) => {
    const sides = isPackageManifest(entry.path) ? read.get(entry.path) : undefined;
    return { ...entry, sizeBytes: sizes.get(entry.path) ?? 0, before: sides?.before ?? null, after: sides?.after ?? null };
  });
  const report = runDiffGate({ files, planned: plan?.files ?? [], secrets: await newSecrets(deps, read) });
  await deps.jobs.putGate(scope, job.id, report);
  await publishJob(deps, job);
  const { passed, findings, added, removed } = report;
  return { passed, findings: findings.length, files: files.length, added, removed, sentence: gateSentence(report) };
}

type Sides = Map<string, { before: string | null; after: string | null }>;

async function readSides(
  deps: FixingDeps,
  jobId: string,
  trees: { before: string; after: string },
  entries: readonly DiffEntry[],
): Promise<Sides> {
  const read = async (tree: string, path: string) => {
    const bytes = await deps.sourceTrees.readFile(jobId, tree, path, GATE_LIMITS.bytes);
    return bytes && new TextDecoder().decode(bytes);
  };
  const sides: Sides = new Map();
  for (const { path } of entries) sides.set(path, { before: await read(trees.before, path), after: await read(trees.after, path) });
  return sides;
}

/** Of lines that are new: what stood in the file before is for its owners to find. */
async function newSecrets(deps: FixingDeps, sides: Sides) {
  const texts = [...sides].flatMap(([path, { after }]) => (after === null ? [] : [{ path, text: after }]));
  const found = await deps.secretScanner.scan(texts);
  return found.filter(({ path, line }) => {
    const { before, after } = sides.get(path) ?? { before: null, after: null };
    const text = after?.split('\n')[line - 1] ?? '';
    return !before?.split('\n').includes(text);
  });
}
