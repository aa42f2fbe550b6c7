import { markup, type Markup } from './markup.ts';

/** What Markdown lets one write with a backslash, or as a number, to mean itself. */
const ESCAPED = /\\([!-/:-@[-`{-~])|&#(\d{1,7});/g;
const COMMENT = /<!--[\s\S]*?-->/g;

interface Kind {
  starts: RegExp;
  /** The lines it is made of, the first included. */
  holds: (line: string) => boolean;
  show: (lines: string[]) => Markup;
}

const KINDS: readonly Kind[] = [
  { starts: /^#{1,6} /, holds: () => false, show: ([line = '']) => markup`<h3>${inline(line.replace(/^#+ +/, ''))}</h3>` },
  { starts: /^\s*[-*] /, holds: (line) => /^\s*[-*] /.test(line), show: (lines) => markup`<ul>${lines.map(item)}</ul>` },
  { starts: /^>/, holds: (line) => line.startsWith('>'), show: (lines) => markup`<blockquote>${markdown(unquoted(lines))}</blockquote>` },
  { starts: /^\|/, holds: (line) => line.startsWith('|'), show: (lines) => markup`<table>${rows(lines)}</table>` },
];

/**
 * The little Markdown that our own pull request texts use: headings, lists, quotations, tables, fences, paragraphs, `code` and **strong**.
 * No links, no images, no HTML: everything else stays the text it is. Pure.
 */
export function markdown(text: string): Markup {
  const lines = text.replace(/\r\n?/g, '\n').replace(COMMENT, '').split('\n');
  const blocks: Markup[] = [];
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
    const kind = KINDS.find(({ starts }) => starts.test(line)) ?? PARAGRAPH;
    let to = i + 1;
    while (to < lines.length && kind.holds(lines[to]!)) to++;
    blocks.push(kind.show(lines.slice(i, to)));
    i = to;
  }
  return markup`${blocks}`;
}

const PARAGRAPH: Kind = {
  starts: /./,
  holds: (line) => line.trim() !== '' && !/^(`{3}|~{3})/.test(line) && !KINDS.some(({ starts }) => starts.test(line)),
  show: (lines) => markup`<p>${inline(lines.join('\n'))}</p>`,
};

function item(line: string): Markup {
  return markup`<li>${inline(line.replace(/^\s*[-*] /, ''))}</li>`;
}

/** Quotations within quotations are one, so that no text makes the stack deep. */
function unquoted(lines: readonly string[]): string {
  return lines.map((line) => line.replace(/^(?:> ?)+/, '')).join('\n');
}

function rows(lines: readonly string[]): Markup[] {
  const isRule = (line: string) => /^[|\s:-]+$/.test(line);
  return lines
    .filter((line) => !isRule(line))
    .map((line) => {
      const cells = line.replace(/^\||\|\s*$/g, '').split('|');
      return markup`<tr>${cells.map((cell) => markup`<td>${inline(cell.trim())}</td>`)}</tr>`;
    });
}

function inline(text: string): Markup {
  const parts = text.split(/((?<!\\)`[^`\n]+`|(?<!\\)\*\*[^*\n]+\*\*)/);
  return markup`${parts.map((part) => {
    if (part.length > 2 && part.startsWith('`') && part.endsWith('`')) return markup`<code>${part.slice(1, -1)}</code>`;
    if (part.length > 4 && part.startsWith('**') && part.endsWith('**')) return markup`<strong>${unescape(part.slice(2, -2))}</strong>`;
    return markup`${unescape(part)}`;
  })}`;
}

/** Still outside text: whoever shows it escapes it again. */
function unescape(text: string): string {
  return text.replace(ESCAPED, (_, character: string | undefined, code: string | undefined) => {
    if (character !== undefined) return character;
    const point = Number(code);
    return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : '';
  });
}
