import { InvalidInputError } from '#domain/errors';
import { RepositoryName } from '#domain/project';

/** 2..21 letters, digits and underscores, as Reddit allows. */
const SUBREDDIT = /^[a-z0-9][a-z0-9_]{1,20}$/;

/** owner/name of what people paste: that, the address of any of its pages, or how git clones it. @throws {InvalidInputError} */
export function repositoryName(given: string): string {
  const path = given
    .trim()
    .replace(/^git@[^:/]+:/u, '')
    .replace(/^(?:https?|ssh|git):\/\/(?:[^/@]*@)?[^/]+\//iu, '')
    .replace(/^(?:www\.)?github\.com\//iu, '');
  const name = path
    .split(/[?#]/u)[0]!
    .split('/')
    .slice(0, 2)
    .join('/')
    .replace(/\.git$/u, '');
  if (RepositoryName.safeParse(name).success) return name;
  throw new InvalidInputError('The repository cannot be read.', { details: { repo: 'must be owner/name or the address of a repository' } });
}

/** Names in lower case, each once, in the order given. @throws {InvalidInputError} naming the first that is none */
export function subredditNames(given: readonly string[]): string[] {
  const names = given.map((name) =>
    name
      .trim()
      .toLowerCase()
      .replace(/^https?:\/\/(?:www\.|old\.)?reddit\.com/u, '')
      .replace(/^\/?r\//u, '')
      .replace(/\/$/u, ''),
  );
  const wrong = names.findIndex((name) => !SUBREDDIT.test(name));
  if (wrong === -1) return [...new Set(names)];
  throw new InvalidInputError('A subreddit cannot be read.', { details: { [`subreddits.${wrong}`]: 'must be the name of a subreddit' } });
}
