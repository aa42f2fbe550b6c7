import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(new URL('../docs/measurements.md', import.meta.url));

export interface Figure {
  what: string;
  value: string;
  /** What the project promises, if anything. */
  goal?: string;
}

/** Puts a table under its own heading in docs/measurements.md, with command, commit and date; replaces the one before. */
export function recordFigures(section: { title: string; command: string; about: string; figures: Figure[] }): void {
  const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8' }).trim();
  const changed = git('status', '--porcelain', '--', ':!docs/measurements.md') === '' ? '' : ' with changes';
  const lines = [
    `## ${section.title}`,
    '',
    section.about,
    '',
    `\`${section.command}\`, commit ${git('rev-parse', '--short', 'HEAD')}${changed}, ${new Date().toISOString().slice(0, 10)}, ${availableParallelism()} cores, Node ${process.versions.node}.`,
    '',
    '| What | Figure | Goal |',
    '|---|---|---|',
    ...section.figures.map(({ what, value, goal }) => `| ${what} | ${value} | ${goal ?? ''} |`),
    '',
  ];
  const [head = '', ...sections] = readFileSync(file, 'utf8').split(/^(?=## )/m);
  const others = sections.filter((text) => !text.startsWith(`## ${section.title}\n`));
  const all = [...others, `${lines.join('\n')}\n`].toSorted();
  writeFileSync(file, `${head.trimEnd()}\n\n${all.map((text) => text.trimEnd()).join('\n\n')}\n`);
  for (const { what, value, goal } of section.figures) console.log(`${what.padEnd(56)} ${value}${goal ? `   (goal ${goal})` : ''}`);
}

/** The value below which `share` of all lie. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export const milliseconds = (value: number) => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
