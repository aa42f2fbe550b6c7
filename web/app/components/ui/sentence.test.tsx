import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { Sentence } from './sentence.tsx';

it('keeps each quote to itself, whatever direction it is read in', () => {
  expect(renderToStaticMarkup(<Sentence text="shares “سلة” and “cart” with “<b>x</b>” (0.97)" />)).toBe(
    'shares <bdi>“سلة”</bdi> and <bdi>“cart”</bdi> with <bdi>“&lt;b&gt;x&lt;/b&gt;”</bdi> (0.97)',
  );
});
