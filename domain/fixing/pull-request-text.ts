import type { Plan, Proof } from '../fix-job.ts';
import { cleanText } from './clean-text.ts';

const TITLE_CHARS = 120;
const MAX_TESTS = 20;

export interface PullRequestFacts {
  jobId: string;
  clusterTitle: string;
  clusterSummary: string;
  reportCount: number;
  occurrences: number;
  /** e.g. `sentry 14, github 2`. */
  sources: string;
  plan: Pick<Plan, 'rootCause' | 'change' | 'files' | 'by' | 'version'>;
  proof: Proof;
  gate: { files: number; added: number; removed: number };
  agent: string;
  model: string;
}

/** Finds the pull request of a job again. */
export function pullRequestMarker(jobId: string): string {
  return `<!-- soulcaster:job=${jobId} -->`;
}

/** Title of pull request and commit. No mention, issue number or closing word can come from a report. Pure. */
export function pullRequestTitle(clusterTitle: string): string {
  const title = cleanText(clusterTitle, 400)
    .text.replace(/[@#<>`\n\t]+/g, ' ')
    .replace(/\bGH-(?=\d)/gi, '')
    .replace(/\s+/g, ' ')
    .trim();
  const short = title.length > TITLE_CHARS ? `${title.slice(0, TITLE_CHARS - 1).trimEnd()}…` : title;
  return `Fix: ${short || 'a reported bug'}`;
}

/** Commit message: the title, and the job as a trailer. Pure. */
export function commitMessage(clusterTitle: string, jobId: string): string {
  return `${pullRequestTitle(clusterTitle)}\n\nSoulcaster-Job: ${jobId}\n`;
}

/** Markdown of the pull request: why, proof, plan. Everything that is not ours is escaped. Pure. */
export function pullRequestBody(facts: PullRequestFacts): string {
  const { plan, proof, gate } = facts;
  const reports = `${facts.reportCount} report${facts.reportCount === 1 ? '' : 's'}`;
  return [
    `## Why\n\n${reports}, ${facts.occurrences} occurrence${facts.occurrences === 1 ? '' : 's'} (${facts.sources}).\n\n${quote(facts.clusterTitle)}\n>\n${quote(facts.clusterSummary)}`,
    `## Proof\n\n${proof.verdict}\n\n${testTable(proof)}`,
    `## Plan\n\nVersion ${plan.version}, by ${escapeMarkdown(plan.by)}, approved by a person before any code ran.\n\n**Root cause**\n\n${quote(plan.rootCause)}\n\n**Change**\n\n${quote(plan.change)}\n\n**Files**\n\n${plan.files.map((path) => `- ${escapeMarkdown(path)}`).join('\n')}`,
    `## How\n\nWritten by ${escapeMarkdown(facts.agent)} (${escapeMarkdown(facts.model)}) in a sandbox without network or credentials. The diff passed the gate: ${gate.files} file${gate.files === 1 ? '' : 's'}, +${gate.added} −${gate.removed}. A draft until a person says otherwise.`,
    pullRequestMarker(facts.jobId),
  ].join('\n\n');
}

function testTable(proof: Proof): string {
  const command = `\`${proof.command.join(' ').replaceAll('`', "'")}\``;
  const row = (name: string, run: Proof['before']) => `| ${name} | ${run.exitCode} | ${run.passed.length} | ${run.failed.length} |`;
  const table = [
    '| ' + command + ' | exit code | passed | failed |',
    '|---|---|---|---|',
    row('before', proof.before),
    row('after', proof.after),
  ].join('\n');
  if (proof.fixed.length === 0) return table;
  const names = proof.fixed.slice(0, MAX_TESTS).map((name) => `- ${escapeMarkdown(name)}`);
  const more = proof.fixed.length > MAX_TESTS ? `\n- and ${proof.fixed.length - MAX_TESTS} more` : '';
  return `${table}\n\nFailed before, passes after:\n\n${names.join('\n')}${more}`;
}

/** Outside text as a quotation that is read as words only. */
function quote(text: string): string {
  return cleanText(text, 4000)
    .text.split('\n')
    .map((line) => `> ${escapeMarkdown(line)}`.trimEnd())
    .join('\n');
}

/**
 * Text that Markdown shows as it is: no mention, reference, link, image, HTML, code or formatting comes out of it. Pure.
 */
export function escapeMarkdown(text: string): string {
  return cleanText(text, 4000)
    .text.replace(/[&<>"'`*_{}[\]()#@!|~\\$^]/g, (character) => `&#${character.codePointAt(0)};`)
    .replace(/:(?=\/\/)/g, '&#58;')
    .replace(/\b(www|GH|mailto|xmpp)(?=[.\-:])/gi, (word) => `${word.slice(0, -1)}&#${word.codePointAt(word.length - 1)};`)
    .replace(/\b(?=[0-9a-f]*\d)([0-9a-f]{3})(?=[0-9a-f]{4,37}\b)/gi, '$1&#8203;')
    .replace(
      /^(\s*)([-+=]|\d+[.)])(?=\s|$|[-+=])/gm,
      (_, space: string, mark: string) => `${space}&#${mark.codePointAt(0)};${mark.slice(1)}`,
    );
}
