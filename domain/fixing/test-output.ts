import { stripTerminal } from './scrub.ts';

export interface TestNames {
  passed: string[];
  failed: string[];
}

/** Where in the output a failed test would be printed again. */
const SPEC_SUMMARY = /^\s*✖ failing tests:\s*$/;
const SPEC_LINE = /^(\s*)([✔✖▶﹣⚠]) (.+?)(?: \(\d[\d.]*ms\))?(?: # (.*))?$/;
const TAP_LINE = /^(\s*)(not ok|ok)\b(?: (\d+))?(?: -)? ?(.*)$/;
const TAP_SUBTEST = /^(\s*)# Subtest: (.*)$/;

/**
 * Names of the tests that passed and failed, from TAP or from the output of Node's spec reporter; nested tests as `suite > test`, suites left out,
 * skipped and todo tests left out. A name that both passed and failed counts as failed. Both lists empty: the output is neither. Pure.
 */
export function readTestOutput(output: string): TestNames {
  const lines = stripTerminal(output).split('\n');
  const isTap = lines.some((line) => /^TAP version 1[34]\s*$/.test(line));
  const results = isTap ? readTap(lines) : readSpec(lines);
  const failed = new Set(results.filter((result) => !result.ok).map((result) => result.name));
  const passed = new Set(results.filter((result) => result.ok && !failed.has(result.name)).map((result) => result.name));
  return { passed: [...passed], failed: [...failed] };
}

interface Result {
  name: string;
  ok: boolean;
}

function readSpec(lines: readonly string[]): Result[] {
  const results: Result[] = [];
  const open: { indent: number; name: string }[] = [];
  for (const line of lines) {
    if (SPEC_SUMMARY.test(line)) break;
    const found = SPEC_LINE.exec(line);
    if (!found) continue;
    const [, space = '', mark, name = '', directive] = found;
    const indent = space.length;
    while (open.length > 0 && (open.at(-1)?.indent ?? 0) > indent) open.pop();
    const suite = open.at(-1);
    // Node 24 closes a suite with its mark, Node 20 with a second ▶.
    if (suite?.indent === indent && suite.name === name) {
      open.pop();
      continue;
    }
    while (open.length > 0 && (open.at(-1)?.indent ?? 0) >= indent) open.pop();
    if (mark === '▶') open.push({ indent, name });
    else if ((mark === '✔' || mark === '✖') && !isDirective(directive)) {
      results.push({ name: [...open.map((parent) => parent.name), name].join(' > '), ok: mark === '✔' });
    }
  }
  return results;
}

function readTap(lines: readonly string[]): Result[] {
  const results: Result[] = [];
  const open: { indent: number; name: string; children: number }[] = [];
  let block: number | null = null;
  for (const line of lines) {
    // A YAML block under a result may hold anything, also lines that look like results.
    if (block === null && /^\s*---\s*$/.test(line)) block = line.search(/\S/);
    else if (block !== null && line.trim() === '...' && line.search(/\S/) === block) block = null;
    if (block !== null) continue;
    const subtest = TAP_SUBTEST.exec(line);
    if (subtest) {
      const indent = (subtest[1] as string).length;
      while (open.length > 0 && (open.at(-1)?.indent ?? 0) >= indent) open.pop();
      for (const parent of open) parent.children++;
      open.push({ indent, name: unescapeTap(subtest[2] as string), children: 0 });
      continue;
    }
    const found = TAP_LINE.exec(line);
    if (!found) continue;
    const indent = (found[1] as string).length;
    const [text = '', directive] = splitDirective(found[4] ?? '');
    while (open.length > 0 && (open.at(-1)?.indent ?? 0) > indent) open.pop();
    const self = open.at(-1)?.indent === indent ? open.pop() : undefined;
    if ((self && self.children > 0) || isDirective(directive)) continue;
    const name = unescapeTap(text) || `test ${found[3] ?? results.length + 1}`;
    results.push({ name: [...open.map((parent) => parent.name), name].join(' > '), ok: found[2] === 'ok' });
  }
  return results;
}

function splitDirective(text: string): [string, string | undefined] {
  const at = /(?<!\\) # /.exec(text);
  return at ? [text.slice(0, at.index), text.slice(at.index + 3)] : [text.trimEnd(), undefined];
}

function isDirective(text: string | undefined): boolean {
  return text !== undefined && /^(?:skip|todo|skipped)\b/i.test(text.trim());
}

function unescapeTap(text: string): string {
  return text.trim().replace(/\\([\\#])/g, '$1');
}
