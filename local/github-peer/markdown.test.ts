import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pullRequestBody } from '#domain/fixing/pull-request-text';
import { markdown } from './markdown.ts';

test('our own Markdown is shown, everything else stays text', () => {
  const text = ['## Why', '- a `b`', '- **c** \\# \\@x', '', 'one', 'two', '```', '<i>', '```', '![x](http://evil) <img src=x>'].join('\n');

  expect(markdown(text).text).toBe(
    '<h3>Why</h3><ul><li>a <code>b</code></li><li><strong>c</strong> # @x</li></ul><p>one\ntwo</p><pre><code>&#60;i&#62;</code></pre><p>![x](http://evil) &#60;img src=x&#62;</p>',
  );
});

test('quotations and tables are shown, comments are not', () => {
  const text = ['> it&#39;s &#60;b&#62;', '>', '> more', '', '| a | b |', '|---|---|', '| `c` | 2 |', '', '<!-- job -->'].join('\n');

  expect(markdown(text).text).toBe(
    '<blockquote><p>it&#39;s &#60;b&#62;</p><p>more</p></blockquote><table><tr><td>a</td><td>b</td></tr><tr><td><code>c</code></td><td>2</td></tr></table>',
  );
});

test('a fence that is never closed ends with the text', () => {
  expect(markdown('```\nx\ny').text).toBe('<pre><code>x\ny</code></pre>');
});

test('the text of a pull request of ours reads as it was meant', () => {
  const run = { commit: 'c', overlaid: false, exitCode: 1, passed: ['a'], failed: ['b'], durationMs: 1, outputTail: '' };
  const proof = {
    command: ['npm', 'test'],
    before: run,
    after: { ...run, exitCode: 0 },
    fixed: ['b'],
    broken: [],
    proven: true,
    verdict: 'Proven.',
  };
  const body = pullRequestBody({
    jobId: 'j',
    clusterTitle: "It's <b>@broken</b> #1",
    clusterSummary: '',
    reportCount: 2,
    occurrences: 3,
    sources: 'sentry 2',
    plan: { rootCause: 'a_b(c)', change: 'd', files: ['src/a_b.js'], by: 'demo model', version: 1 },
    proof,
    gate: { files: 1, added: 1, removed: 1 },
    agent: 'gemini-cli',
    model: 'm',
  });

  const shown = markdown(body).text;

  expect(shown).toContain('<blockquote><p>It&#39;s &#60;b&#62;@broken&#60;/b&#62; #1</p></blockquote>');
  expect(shown).toContain('<tr><td>before</td><td>1</td><td>1</td><td>1</td></tr>');
  expect(shown).toContain('<li>src/a_b.js</li>');
  expect(shown).not.toContain('soulcaster:job');
});

test('whatever the text, no tag comes out that is not ours', () => {
  const pieces = fc.array(
    fc.constantFrom('<', '>', '&#60;', '`', '**', '|', '\n', '> ', '- ', '# ', '```', '\\<', 'script', '"', ' ', '<!--', '-->'),
  );
  const ours = /<\/?(?:h3|ul|li|blockquote|table|tr|td|pre|code|p|strong)>/g;

  fc.assert(fc.property(pieces, (parts) => !/[<>"]/.test(markdown(parts.join('')).text.replace(ours, ''))));
});
