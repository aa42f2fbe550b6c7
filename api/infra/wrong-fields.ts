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
  // What a schema of ours says itself, which the library's own messages are told apart from by how they begin.
  if (!/^(?:Invalid|Too)\b/.test(issue.message)) return issue.message;
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined && /received undefined/.test(issue.message) ? 'is missing' : `must be ${article(issue.expected)}`;
    case 'too_small':
      if (issue.origin === 'string' && Number(issue.minimum) === 1) return 'is empty';
      return `must ${amount('at least', issue.minimum, issue.origin)}`;
    case 'too_big':
      return `must ${amount('at most', issue.maximum, issue.origin)}`;
    case 'invalid_value':
      return `must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map(String).join(', ')}`;
    case 'invalid_format':
      return FORMATS[issue.format] ?? 'has a form that is not allowed';
    default:
      return 'is not allowed';
  }
}

const FORMATS: Readonly<Record<string, string>> = {
  uuid: 'must be a UUID',
  email: 'must be an e-mail address',
  url: 'must be an address, as in https://example.org/page',
  datetime: 'must be a time, as in 2026-01-31T09:30:00Z',
  date: 'must be a day, as in 2026-01-31',
};

function amount(how: string, bound: number | bigint, origin: string): string {
  if (origin === 'string') return `have ${how} ${bound} characters`;
  if (origin === 'array' || origin === 'set') return `have ${how} ${bound} entries`;
  return `be ${how} ${bound}`;
}

const article = (type: string): string => (/^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`);
