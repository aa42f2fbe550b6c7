import { expect, test } from 'vitest';
import { markup } from './markup.ts';

test('values are escaped, markup is not escaped twice', () => {
  const inner = markup`<b>${'<script>"\'`&'}</b>`;

  expect(markup`<p title="${'"><img>'}">${inner}</p>`.text).toBe(
    '<p title="&#34;&#62;&#60;img&#62;"><b>&#60;script&#62;&#34;&#39;&#96;&#38;</b></p>',
  );
});
