/** Markup that is safe to put into a page as it is. Only `markup` makes it. */
export class Markup {
  constructor(readonly text: string) {}
}

type Part = string | number | Markup | null | readonly (Markup | null)[];

/** A template whose values are escaped, unless they are markup made by `markup` itself. */
export function markup(strings: TemplateStringsArray, ...values: Part[]): Markup {
  return new Markup(strings.map((text, i) => text + (i < values.length ? show(values[i] ?? null) : '')).join(''));
}

function show(value: Part): string {
  if (value === null) return '';
  if (value instanceof Markup) return value.text;
  if (typeof value === 'object') return value.map(show).join('');
  return escapeHtml(String(value));
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** What Markdown lets one write with a backslash to mean itself. */
const ESCAPED = /\\([!-/:-@[-`{-~])/g;

/**
 * The little Markdown that our own pull request texts use: headings, lists, fences, paragraphs, `code` and **strong**.
 * No links, no images, no HTML: everything else stays the text it is.
 */
export function markdown(text: string): Markup {
  const blocks: Markup[] = [];
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  for (let i = 0; i < lines.length;) {
    const line = lines[i]!;
    const fence = /^(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence !== undefined) {
      const end = lines.findIndex((other, at) => at > i && other.trim() === fence);
      const stop = end === -1 ? lines.length : end;
      blocks.push(markup`<pre><code>${lines.slice(i + 1, stop).join('\n')}</code></pre>`);
      i = stop + 1;
      continue;
    }
    if (line.trim() === '') {
      i++;
      continue;
    }
    const heading = /^(#{1,6}) +(.*)$/.exec(line);
    if (heading) {
      blocks.push(markup`<h3>${inline(heading[2]!)}</h3>`);
      i++;
      continue;
    }
    const kind = /^\s*[-*] /.test(line) ? 'list' : 'paragraph';
    const taken = takeWhile(
      lines,
      i,
      (other) => other.trim() !== '' && (kind === 'list' ? /^\s*[-*] /.test(other) : !/^(\s*[-*] |#{1,6} |`{3}|~{3})/.test(other)),
    );
    i += taken.length;
    if (kind === 'list') blocks.push(markup`<ul>${taken.map((item) => markup`<li>${inline(item.replace(/^\s*[-*] /, ''))}</li>`)}</ul>`);
    else blocks.push(markup`<p>${inline(taken.join('\n'))}</p>`);
  }
  return markup`${blocks}`;
}

function inline(text: string): Markup {
  const parts = text.split(/((?<!\\)`[^`\n]+`|(?<!\\)\*\*[^*\n]+\*\*)/);
  return markup`${parts.map((part) => {
    if (part.length > 2 && part.startsWith('`') && part.endsWith('`')) return markup`<code>${part.slice(1, -1)}</code>`;
    if (part.length > 4 && part.startsWith('**') && part.endsWith('**')) return markup`<strong>${part.slice(2, -2)}</strong>`;
    return markup`${part.replace(ESCAPED, '$1')}`;
  })}`;
}

/** At least the line it starts at. */
function takeWhile(lines: readonly string[], from: number, wanted: (line: string) => boolean): string[] {
  let to = from + 1;
  while (to < lines.length && wanted(lines[to]!)) to++;
  return lines.slice(from, to);
}
