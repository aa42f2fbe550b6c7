/** A key a person may press here: `j`, `ArrowDown`, `Enter`, `mod+k`, or two in a row, `g i`. */
export interface KeyBinding {
  keys: readonly string[];
  /** What stands in the footer and in the list of all keys: `move`, `start fix`. */
  label: string;
  /** Keys as drawn, e.g. `['J', 'K']`. */
  caps: readonly string[];
  /** In the footer of the page, not only in the list. */
  foot?: boolean;
  /**
   * @param key the one of `keys` that was pressed
   * @param shift whether Shift was held with it
   */
  run: (key: string, shift?: boolean) => void;
}

export interface KeyPress {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

/** The name a press goes by, or null for presses that belong to the browser. */
export function keyName(press: KeyPress): string | null {
  if (press.altKey) return null;
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  if (press.ctrlKey || press.metaKey) return key === 'k' ? 'mod+k' : null;
  return key;
}

/**
 * The binding a press calls for. The last registered wins, so a page overrides the frame.
 * @param pending first key of a pair, pressed less than a second ago
 */
export function findBinding(bindings: readonly KeyBinding[], name: string, pending: string | null): KeyBinding | 'pair' | null {
  const matching = (wanted: string) => bindings.findLast((binding) => binding.keys.includes(wanted));
  if (pending !== null) {
    const pair = matching(`${pending} ${name}`);
    if (pair) return pair;
  }
  const starts = bindings.some((binding) => binding.keys.some((key) => key.startsWith(`${name} `)));
  return matching(name) ?? (starts ? 'pair' : null);
}

/** True where typing is meant for the element itself. */
export function ownsKeys(element: { tagName: string; isContentEditable?: boolean; type?: string } | null): boolean {
  if (!element) return false;
  if (element.isContentEditable) return true;
  if (element.tagName === 'INPUT') return !['checkbox', 'radio', 'button', 'submit', 'range'].includes(element.type ?? 'text');
  return element.tagName === 'TEXTAREA' || element.tagName === 'SELECT';
}
