import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { createLocalEmbedder } from '#adapters/local-model/embedder';
import { spaceName } from '#domain/ports/vector-index';
import { type Report, SourceName, type StackFrame } from '#domain/report';
import { stripTemplate } from '#domain/sources/issue-template';
import { framesOfText } from '#domain/sources/stack-text';

const Frame = z.looseObject({
  function: z.string().nullish(),
  file: z.string().nullish(),
  filename: z.string().nullish(),
  lineno: z.number().nullish(),
  line: z.number().nullish(),
  in_app: z.boolean().nullish(),
});
/** One line of a data file. `exception.frames` may be frames, names, or how many the body lists. */
const Line = z.looseObject({
  id: z.string(),
  source: SourceName.catch('standard'),
  title: z.string(),
  body: z.string().nullish(),
  created_at: z.string(),
  group: z.union([z.string(), z.number()]).nullish(),
  exception: z
    .looseObject({
      type: z.string().nullish(),
      value: z.string().nullish(),
      frames: z.union([z.number(), z.array(z.union([Frame, z.string()]))]).nullish(),
    })
    .nullish(),
});

export interface DataSet {
  name: string;
  /** In time order; ties as the file has them. */
  reports: Report[];
  /** null where the file names no groups. */
  groupOf: ReadonlyMap<string, string> | null;
}

const MACHINES: ReadonlySet<SourceName> = new Set(['sentry', 'datadog', 'splunk']);

/** @throws {z.ZodError} a line that is no report */
export function readDataSet(file: string): DataSet {
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((text) => (text.trim() === '' ? [] : [Line.parse(JSON.parse(text))]));
  const ordered = lines
    .map((line, i) => ({ line, i }))
    .sort((a, b) => Date.parse(a.line.created_at) - Date.parse(b.line.created_at) || a.i - b.i);
  const labelled = lines.some((line) => line.group !== undefined && line.group !== null);
  return {
    name: basename(file).replace(/\.jsonl?$/u, ''),
    reports: ordered.map(({ line }) => reportOf(line)),
    groupOf: labelled
      ? new Map(lines.map((line) => [line.id, line.group === undefined || line.group === null ? `alone:${line.id}` : String(line.group)]))
      : null,
  };
}

function reportOf(line: z.output<typeof Line>): Report {
  const isMachine = MACHINES.has(line.source) || (line.exception !== null && line.exception !== undefined);
  const body = line.body ?? '';
  const at = new Date(Date.parse(line.created_at) || 0).toISOString();
  return {
    id: line.id,
    projectId: 'bench',
    source: line.source,
    externalId: null,
    title: line.title.slice(0, 200) || '(no title)',
    body: (isMachine ? body : stripTemplate(body)).slice(0, 10_000),
    kind: isMachine ? 'machine' : 'human',
    occurredAt: at,
    author: null,
    level: null,
    exceptions: line.exception
      ? [
          {
            type: line.exception.type ?? 'Error',
            message: (line.exception.value ?? '').slice(0, 2000),
            frames: framesOf(line.exception.frames, body),
          },
        ]
      : [],
    senderGroup: null,
    url: null,
    status: 'open',
    trust: isMachine ? 'signed_monitor' : 'public_issue',
    metadata: {},
    receivedAt: at,
    firstSeenAt: at,
    lastSeenAt: at,
    occurrences: 1,
    clusterId: null,
    evidence: null,
  };
}

/** The last line of a body may be cut off within its place. */
const AT_NAME = /^\s*at (\S.*?)(?: \((.*?)(?::(\d+))?\)?)?\s*$/u;

/** The throwing frame last, as everywhere in the product; the body lists it first. */
function framesOf(frames: number | (z.output<typeof Frame> | string)[] | null | undefined, body: string): StackFrame[] {
  if (Array.isArray(frames)) {
    return frames.map((frame) =>
      typeof frame === 'string'
        ? { function: frame, file: null, line: null, inApp: null }
        : {
            function: frame.function ?? null,
            file: frame.file ?? frame.filename ?? null,
            line: frame.line ?? frame.lineno ?? null,
            inApp: frame.in_app ?? null,
          },
    );
  }
  const named = body.split('\n').flatMap((text): StackFrame[] => {
    const found = AT_NAME.exec(text);
    return found ? [{ function: found[1]!, file: found[2] ?? null, line: found[3] ? Number(found[3]) : null, inApp: null }] : [];
  });
  const parsed = framesOfText(body);
  return (parsed.length > named.length ? parsed : named.reverse()).slice(-100);
}

const EMBEDDED_AT_ONCE = 64;
const embedder = createLocalEmbedder();
export const SPACE = embedder.space;

/**
 * Vectors of the local provider for what people wrote, as the product makes them.
 * @param cache folder where they are kept between runs; none: computed anew
 */
export async function embedAll(set: DataSet, cache: string | undefined): Promise<Map<string, Float32Array>> {
  const people = set.reports.filter((report) => report.kind === 'human');
  const file = cache && join(cache, `${set.name}.${spaceName(SPACE).replaceAll('/', '-')}.f32`);
  if (file && existsSync(file)) {
    const all = new Float32Array(new Uint8Array(readFileSync(file)).buffer);
    if (all.length === people.length * SPACE.dims)
      return new Map(people.map((report, i) => [report.id, all.subarray(i * SPACE.dims, (i + 1) * SPACE.dims)]));
  }
  const vectors = new Map<string, Float32Array>();
  for (let from = 0; from < people.length; from += EMBEDDED_AT_ONCE) {
    const chunk = people.slice(from, from + EMBEDDED_AT_ONCE);
    (await embedder.embed(chunk)).forEach((vector, i) => vectors.set(chunk[i]!.id, vector));
  }
  if (file) {
    mkdirSync(cache, { recursive: true });
    const all = new Float32Array(people.length * SPACE.dims);
    people.forEach((report, i) => all.set(vectors.get(report.id)!, i * SPACE.dims));
    writeFileSync(file, Buffer.from(all.buffer));
  }
  return vectors;
}
