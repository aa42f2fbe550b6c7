/*
 * Masks what must not outlive its use in a delivery that is kept: secrets by the name of their field, and secrets, tokens,
 * e-mail addresses and card numbers by their look. Pure, and linear in the length of the text: every repetition is bounded.
 * Masking a copy again changes nothing, and JSON stays JSON of the same shape, so that a parser can read the copy.
 */

export const MASK = { secret: '[secret]', token: '[token]', email: '[email]', card: '[card]', address: '[address]' } as const;

const MAX_DEPTH = 100;
const SECRET_FIELD =
  /(?:password|passwd|passphrase|pwd|secret|apikey|accesskey|privatekey|signingkey|credentials?|token|bearer|authorization|cookies?|csrf|xsrf|sessionid|cardnumber|creditcard|cvv|cvc|ssn)$/;
const ADDRESS_FIELD = /(?:ipaddress|ipaddr|remoteaddr|forwardedfor|realip|clientip)$/;
const IDENTITY_FIELD = /(?:^|[_-])id$|Id$/;

/** Tokens that their makers gave a shape, ours too. */
const TOKENS = new RegExp(
  [
    'gh[pousr]_[A-Za-z0-9]{20,255}',
    'github_pat_[A-Za-z0-9_]{20,255}',
    'glpat-[A-Za-z0-9_-]{20,255}',
    'npm_[A-Za-z0-9]{30,255}',
    '(?:AKIA|ASIA)[A-Z0-9]{16}',
    'AIza[A-Za-z0-9_-]{30,255}',
    'xox[abeoprs]-[A-Za-z0-9-]{10,255}',
    '(?:sk|rk|pk|whsec)_(?:live_|test_)?[A-Za-z0-9]{16,255}',
    'sk-[A-Za-z0-9_-]{20,255}',
    'sntry[su]_[A-Za-z0-9_=+/-]{20,500}',
    'sc_[A-Za-z0-9_-]{43}',
    'eyJ[A-Za-z0-9_-]{8,4000}\\.[A-Za-z0-9_-]{4,8000}\\.[A-Za-z0-9_-]{4,2000}',
  ]
    .map((shape) => `(?<![A-Za-z0-9_-])${shape}`)
    .join('|'),
  'g',
);
const PRIVATE_KEY = /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[^-]{0,10000}(?:-----END [A-Z ]{0,30}PRIVATE KEY-----)?/g;
/** A digit sets a credential apart from words, as in "basic authentication". */
const AUTHORIZATION = /\b(bearer|basic)(\s{1,4})(?=[A-Za-z._~+/=-]{0,200}\d)[A-Za-z0-9._~+/=-]{8,4000}/gi;
const URL_USER = /\b([a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/@:"']{1,200}:[^\s/@"']{1,200}@/gi;
const ASSIGNMENT =
  /((?:password|passwd|passphrase|pwd|secret|api[_-]?key|access[_-]?key|private[_-]?key|credentials?)\\?["']?\s{0,4}[:=]\s{0,4}\\?["']?|(?:token|auth|session[_-]?id|signature)\\?["']?=\\?["']?|token\\?["']:\s{0,4}\\?["'])[^\s"'\\&;,<>[\]]{4,4000}/gi;
const EMAIL = /(?<![A-Za-z0-9._%+-])(?!git@)[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,6}[A-Za-z]{2,24}(?![A-Za-z0-9-])/g;
const CARD = /(?<![\w.-])(?:4\d{3}|5[1-5]\d{2}|2[2-7]\d{2}|6011|65\d{2}|3[47]\d{2})(?:[ -]?\d){9,15}(?![\w-])/g;

/** @param body what arrived, as text; JSON is masked field by field, anything else as plain text */
export function scrubBody(body: string): string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return scrubText(body).replaceAll('\0', '').toWellFormed();
  }
  return JSON.stringify(scrubValue(parsed, 0));
}

/** Masks secrets and personal data by look alone. */
export function scrubText(text: string): string {
  return maskCards(maskShapes(text));
}

/** Masks secrets by look: credentials, and what a word like `password` is set to. People's names and addresses stay. */
export function maskSecrets(text: string): string {
  return maskCredentials(text).replace(ASSIGNMENT, `$1${MASK.secret}`);
}

/** Masks only what its maker gave the shape of a credential, for output in which `token=` is part of a program. */
export function maskCredentials(text: string): string {
  return text
    .replace(PRIVATE_KEY, MASK.secret)
    .replace(URL_USER, `$1${MASK.secret}@`)
    .replace(TOKENS, MASK.token)
    .replace(AUTHORIZATION, `$1$2${MASK.token}`);
}

/** Whether a field of this name holds a secret, whatever its text. */
export function isSecretField(name: string): boolean {
  return isSecretName(plainName(name));
}

const plainName = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');
const isSecretName = (plain: string): boolean => SECRET_FIELD.test(plain) || plain === 'auth';

function maskShapes(text: string): string {
  return maskSecrets(text).replace(EMAIL, MASK.email);
}

function maskCards(text: string): string {
  return text.replace(CARD, (found) => (isCard(found) ? MASK.card : found));
}

function scrubValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return scrubText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_DEPTH) return null;
  if (Array.isArray(value)) {
    // Senders write headers and tags as pairs of name and value.
    const [name, ...rest] = value as unknown[];
    if (value.length === 2 && typeof name === 'string') return [scrubText(name), scrubField(name, rest[0], depth + 1)];
    return value.map((item) => scrubValue(item, depth + 1));
  }
  const named = Reflect.get(value, 'key') ?? Reflect.get(value, 'name');
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => {
      const field = name === 'value' && typeof named === 'string' ? named : name;
      return [name, scrubField(field, item, depth + 1)];
    }),
  );
}

function scrubField(name: string, value: unknown, depth: number): unknown {
  const plain = plainName(name);
  if (isSecretName(plain)) return maskAll(value, MASK.secret, depth);
  if (ADDRESS_FIELD.test(plain)) return maskAll(value, MASK.address, depth);
  // A vendor's id may look like a card, and it decides which report this is.
  if (typeof value === 'string' && IDENTITY_FIELD.test(name)) return maskShapes(value);
  return scrubValue(value, depth);
}

/** Every text below; numbers, as of tokens used, tell nothing. */
function maskAll(value: unknown, mask: string, depth: number): unknown {
  if (typeof value === 'string') return value === '' ? value : mask;
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_DEPTH) return null;
  if (Array.isArray(value)) return value.map((item) => maskAll(item, mask, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, maskAll(item, mask, depth + 1)]));
}

/** The check digit of card numbers. */
function isCard(found: string): boolean {
  const digits = found.replace(/\D/g, '');
  if (digits.length > 19) return false;
  let sum = 0;
  for (let place = 0; place < digits.length; place += 1) {
    const digit = Number(digits[digits.length - 1 - place]);
    sum += place % 2 === 0 ? digit : digit * 2 - (digit > 4 ? 9 : 0);
  }
  return sum % 10 === 0;
}
