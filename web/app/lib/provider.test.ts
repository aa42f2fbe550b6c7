import { expect, it } from 'vitest';
import { providerLabel, summaryAuthor } from './provider.ts';

it('labels what is done without a real model', () => {
  expect(
    providerLabel({ embedder: 'local-hybrid-768', summarizer: 'extractive', planner: 'demo model', agent: 'gemini-cli', demo: true }),
  ).toBe('local grouping, extractive summaries, demo model');
});

it('has no label where real models do it', () => {
  expect(
    providerLabel({ embedder: 'gemini-embedding-2', summarizer: 'gemini', planner: 'gemini', agent: 'gemini-cli', demo: false }),
  ).toBeNull();
});

it('says who wrote a summary', () => {
  expect(summaryAuthor('gemini-3.5-flash-lite')).toBe('by gemini-3.5-flash-lite');
  expect(summaryAuthor('extractive')).toContain('no model');
});
