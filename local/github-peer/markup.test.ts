import { expect, test } from 'vitest';
import { markdown, markup } from './markup.ts';

test('values are escaped, markup is not escaped twice', () => {
  const inner = markup`<b>${'<script>"\'`&'}</b>`;

  expect(markup`<p title="${'"><img>'}">${inner}</p>`.text).toBe(
    '<p title="&#34;&#62;&#60;img&#62;"><b>&#60;script&#62;&#34;&#39;&#96;&#38;</b></p>',
  );
});

test('our own Markdown is shown, everything else stays text', () => {
  const text = ['## Why', '- a `b`', '- **c** \\# \\@x', '', 'one', 'two', '```', '<i>', '```', '![x](http://evil) <img src=x>'].join('\n');

  expect(markdown(text).text).toBe(
    '<h3>Why</h3><ul><li>a <code>b</code></li><li><strong>c</strong> # @x</li></ul><p>one\ntwo</p><pre><code>&#60;i&#62;</code></pre><p>![x](http://evil) &#60;img src=x&#62;</p>',
  );
});

test('a fence that is never closed ends with the text', () => {
  expect(markdown('```\nx\ny').text).toBe('<pre><code>x\ny</code></pre>');
});
