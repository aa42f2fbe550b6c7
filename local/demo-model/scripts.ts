/** One bug of the sample that the demo model has been told how to fix. */
export interface Script {
  file: string;
  /** The whole line as it stands in the file; without it there is nothing to do. */
  buggyLine: string;
  fixedLines: string;
  rootCause: string;
  change: string;
  test: { name: string; file: string };
  /** What a report of this bug says and one of another bug in the same file would not; tried on lower case. */
  symptoms: readonly RegExp[];
}

/** Four of the sample's five bugs. The race in src/stock.js is left out on purpose: it shows how a fix ends that finds nothing. */
export const SCRIPTS: readonly Script[] = [
  {
    file: 'src/csv-export.js',
    buggyLine: `  const text = field.replaceAll('"', '""');`,
    fixedLines: `  const text = String(field ?? '').replaceAll('"', '""');`,
    rootCause:
      'escapeField calls a string method on every field, but the note of an order may be null, so one order without a note ends the whole export.',
    change: 'Write a missing field as an empty one: in escapeField, take null and undefined as the empty text before quotes are doubled.',
    test: { name: 'an order without a note has an empty field', file: 'test/csv-export.test.js' },
    symptoms: [
      /escapefield/,
      /reading 'replace/,
      /(?:without|no|missing|empty|blank|null)\b[\w ]{0,30}\b(?:notes?|remarks?|comments?)\b/,
      /\b(?:notes?|remarks?|comments?)\b[\w ]{0,20}\b(?:missing|empty|blank|null)\b/,
    ],
  },
  {
    file: 'src/discounts.js',
    buggyLine: '      return totalCents - discount.amountCents;',
    fixedLines: '      return Math.max(0, totalCents - discount.amountCents);',
    rootCause:
      'A voucher is subtracted in full, also where it is worth more than what is left to pay, so the total goes below zero and the charge is refused.',
    change: 'Let a voucher take off no more than what is left: in applyDiscount, never return less than zero for a voucher.',
    test: { name: 'a voucher worth more than the cart leaves nothing to pay', file: 'test/checkout.test.js' },
    symptoms: [
      /assertchargeable/,
      /negative/,
      /below zero/,
      /(?:worth|more|bigger|larger|higher)\b[\w ,]{0,40}\bthan\b[\w ,]{0,30}\b(?:cart|basket|order|total|bill)\b/,
    ],
  },
  {
    file: 'src/search.js',
    buggyLine: "  return new RegExp(query, 'i');",
    fixedLines: "  return new RegExp(query.replace(/[\\\\^$.*+?()[\\]{}|]/g, '\\\\$&'), 'i');",
    rootCause:
      'What a customer types is used as a regular expression as it is, so signs like + and ( are read as its syntax and a search for C++ cannot be compiled.',
    change: 'Search for the text itself: in createMatcher, escape every sign that means something in a regular expression.',
    test: { name: 'finds names with plus signs and brackets', file: 'test/search.test.js' },
    symptoms: [
      /invalid regular expression/,
      /nothing to repeat/,
      /unterminated group/,
      /c\+\+/,
      /\bplus(?:es| signs?)?\b/,
      /\bbrackets?\b/,
      /\bparenthes[ie]s\b/,
    ],
  },
  {
    file: 'src/invoices.js',
    buggyLine: '  date.setUTCMonth(date.getUTCMonth() + 1);',
    fixedLines: [
      '  const day = date.getUTCDate();',
      '  date.setUTCMonth(date.getUTCMonth() + 1, 1);',
      '  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();',
      '  date.setUTCDate(Math.min(day, lastDay));',
    ].join('\n'),
    rootCause:
      'The due date keeps the day of the month it started from, and a day that the next month does not have rolls over into the month after it.',
    change: 'Stay inside the next month: in dueDate, go to its first day, then to the same day or its last one, whichever comes first.',
    test: { name: 'an invoice of the 31st is due on the last day of a shorter month', file: 'test/invoices.test.js' },
    symptoms: [
      /assertnextmonth/,
      /months after it was issued/,
      /\b31(?:st)?\b/,
      /\b(?:30th|29th)\b/,
      /(?:last day|end) of (?:the|a|each|every)? ?(?:short(?:er)? )?month/,
    ],
  },
];

/** True where the line stands in the text, whole. */
export function hasLine(text: string, line: string): boolean {
  return text.split(/\r?\n/).includes(line);
}
