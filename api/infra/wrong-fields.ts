import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/**
 * Field path → what is wrong with it. Of a union it explains the alternative that was most likely meant: the one that
 * knows most of the fields sent. Values are never repeated. Pure.
 */
export function wrongFields(issues: readonly Issue[], base: PropertyKey[] = []): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const issue of issues) {
    const path = [...base, ...issue.path];
    if (issue.code === 'invalid_union' && issue.errors.length > 0) {
      Object.assign(fields, wrongFields(closest(issue.errors), path));
    } else if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) fields[pathName([...path, key.slice(0, 80)])] = 'is not expected here';
    } else {
      fields[pathName(path)] ??= reason(issue);
    }
  }
  return fields;
}

function closest(alternatives: Issue[][]): Issue[] {
  const misfit = (issues: Issue[]) =>
    issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? 10 * issue.keys.length : 1), 0);
  return alternatives.reduce((best, next) => (misfit(next) < misfit(best) ? next : best));
}

const pathName = (path: PropertyKey[]): string => path.map(String).join('.') || 'body';

function reason(issue: Issue): string {
  if (issue.code === 'invalid_type' && issue.input === undefined && /received undefined/.test(issue.message)) return 'is missing';
  if (issue.code === 'invalid_type') return `must be ${article(issue.expected)}`;
  return issue.message.replace(/^Invalid input: /, '').replace(/^Too /, 'is too ');
}

const article = (type: string): string => (/^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`);
