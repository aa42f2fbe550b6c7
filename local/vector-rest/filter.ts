/** Upstash's metadata filter language. A filter is compiled once and asked per row. */
export type Metadata = { [key: string]: unknown };
export type Filter = (metadata: Metadata | undefined) => boolean;

/** The filter text is wrong; the message says where, and goes to the caller. */
export class FilterSyntaxError extends Error {
  override readonly name = 'FilterSyntaxError';
}

type Scalar = string | number | boolean;
type Step = string | { index: number; fromEnd: boolean };
interface Token {
  kind: 'word' | 'string' | 'number' | 'symbol' | 'end';
  text: string;
  at: number;
}

const TOKEN =
  /\s*(?:('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![A-Za-z_])|(!=|<=|>=|[=<>(),.[\]#-])|([A-Za-z_][\w$]*))/y;

/** Brackets within brackets. */
const MAX_DEPTH = 100;

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (!match) throw new FilterSyntaxError(`Invalid filter: unexpected character after position ${at}`);
    const [, string, number, symbol, word] = match;
    if (string !== undefined) tokens.push({ kind: 'string', text: string.slice(1, -1).replace(/\\(.)/g, '$1'), at });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number, at });
    else if (symbol !== undefined) tokens.push({ kind: 'symbol', text: symbol, at });
    else tokens.push({ kind: 'word', text: word!, at });
  }
  return [...tokens, { kind: 'end', text: 'the end', at: text.length }];
}

/**
 * Compiles `= != < <= > >= [NOT] IN, GLOB, CONTAINS, HAS [NOT] FIELD, AND, OR, ( )` over paths like `a.b[0]`, `a[#-1]`.
 * AND binds tighter. A row without the field matches nothing but HAS NOT FIELD; values of another type are unequal.
 * @throws {FilterSyntaxError}
 */
export function compileFilter(text: string): Filter {
  const tokens = tokenize(text);
  let next = 0;
  const peek = () => tokens[next]!;
  const isWord = (word: string) => peek().kind === 'word' && peek().text.toUpperCase() === word;
  const isSymbol = (symbol: string) => peek().kind === 'symbol' && peek().text === symbol;
  const fail = (expected: string): never => {
    throw new FilterSyntaxError(`Invalid filter: expected ${expected} at position ${peek().at}, found ${peek().text}`);
  };
  let depth = 0;
  const skip = (matches: boolean) => matches && ((next += 1), true);
  const expect = (symbol: string) => skip(isSymbol(symbol)) || fail(symbol);

  function either(): Filter {
    const sides = [both()];
    while (skip(isWord('OR'))) sides.push(both());
    return sides.length === 1 ? sides[0]! : (row) => sides.some((side) => side(row));
  }
  function both(): Filter {
    const sides = [one()];
    while (skip(isWord('AND'))) sides.push(one());
    return sides.length === 1 ? sides[0]! : (row) => sides.every((side) => side(row));
  }
  function one(): Filter {
    if (skip(isSymbol('('))) {
      if (++depth > MAX_DEPTH) fail('fewer brackets');
      const inner = either();
      expect(')');
      depth--;
      return inner;
    }
    if (skip(isWord('HAS'))) {
      const wanted = !skip(isWord('NOT'));
      if (!skip(isWord('FIELD'))) fail('FIELD');
      const has = path();
      return (row) => (has(row) !== undefined) === wanted;
    }
    const read = path();
    const test = comparison();
    return (row) => {
      const value = read(row);
      return value !== undefined && test(value);
    };
  }
  function comparison(): (value: unknown) => boolean {
    const operator = peek();
    if (operator.kind === 'symbol') {
      const compare = COMPARISONS[operator.text];
      if (!compare) return fail('an operator');
      next++;
      const bound = scalar();
      return (value) => compare(value, bound);
    }
    const wanted = !skip(isWord('NOT'));
    if (skip(isWord('IN'))) {
      const options = new Set<unknown>(list());
      return (value) => options.has(value) === wanted;
    }
    if (skip(isWord('GLOB'))) {
      const pattern = globPattern(String(scalar()));
      return (value) => (typeof value === 'string' && pattern.test(value)) === wanted;
    }
    if (skip(isWord('CONTAINS'))) {
      const item = scalar();
      return (value) => (Array.isArray(value) && value.includes(item)) === wanted;
    }
    return fail('an operator');
  }
  function list(): Scalar[] {
    expect('(');
    const values = [scalar()];
    while (skip(isSymbol(','))) values.push(scalar());
    expect(')');
    return values;
  }
  function scalar(): Scalar {
    const token = peek();
    next++;
    if (token.kind === 'string') return token.text;
    if (token.kind === 'number') return Number(token.text);
    if (token.kind === 'word' && /^true$/i.test(token.text)) return true;
    if (token.kind === 'word' && /^false$/i.test(token.text)) return false;
    next--;
    return fail('a value');
  }
  function word(): string {
    const token = peek();
    if (token.kind !== 'word') return fail('a field');
    next++;
    return token.text;
  }
  function path(): (row: Metadata | undefined) => unknown {
    const steps: Step[] = [word()];
    for (;;) {
      if (skip(isSymbol('.'))) steps.push(word());
      else if (skip(isSymbol('['))) steps.push(index());
      else return (row) => steps.reduce<unknown>(follow, row);
    }
  }
  function index(): Step {
    const fromEnd = skip(isSymbol('#'));
    const number = peek();
    if (number.kind !== 'number' || !/^-?\d+$/.test(number.text)) return fail('an index');
    next++;
    expect(']');
    return { index: Math.abs(Number(number.text)), fromEnd };
  }

  const filter = either();
  if (peek().kind !== 'end') fail('AND, OR or the end');
  return filter;
}

const ordered = (test: (order: number) => boolean) => (value: unknown, bound: Scalar) =>
  typeof value === typeof bound && test(value === bound ? 0 : (value as Scalar) < bound ? -1 : 1);
const COMPARISONS: Record<string, (value: unknown, bound: Scalar) => boolean> = {
  '=': (value, bound) => value === bound,
  '!=': (value, bound) => value !== bound,
  '<': ordered((order) => order < 0),
  '<=': ordered((order) => order <= 0),
  '>': ordered((order) => order > 0),
  '>=': ordered((order) => order >= 0),
};

function follow(value: unknown, step: Step): unknown {
  if (typeof step === 'object') return Array.isArray(value) ? value.at(step.fromEnd ? -step.index : step.index) : undefined;
  return typeof value === 'object' && value !== null && Object.hasOwn(value, step) ? (value as Metadata)[step] : undefined;
}

/** UNIX glob: `*`, `?`, `[a-c]`, `[^a-c]`; case-sensitive, over the whole text. */
function globPattern(glob: string): RegExp {
  const source = glob.replace(/\[\^?[^\]]+\]|[\s\S]/g, (part) => {
    if (part === '*') return '[\\s\\S]*';
    if (part === '?') return '[\\s\\S]';
    if (part.length > 1) return part.replace(/\\/g, '\\\\');
    return part.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  });
  try {
    return new RegExp(`^${source}$`, 'u');
  } catch {
    throw new FilterSyntaxError('Invalid filter: bad glob pattern');
  }
}
