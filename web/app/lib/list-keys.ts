import { useKeys } from './use-keys.tsx';

export const MOVE_KEYS = ['j', 'k', 'ArrowDown', 'ArrowUp'];
/** Down or up a list, as lines. */
export const stepOf = (key: string): number => (key === 'k' || key === 'ArrowUp' ? -1 : 1);

/**
 * J and K, and the arrows, move the focus along a page's rows; Enter is the row's own.
 * @param selector of the rows' links, in order
 */
export function useListKeys(selector: string): void {
  const move = (by: number) => {
    const rows = [...document.querySelectorAll<HTMLElement>(selector)];
    const at = rows.findIndex((row) => row === document.activeElement);
    const next = rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + by))];
    next?.focus({ preventScroll: true });
    next?.closest('li')?.scrollIntoView({ block: 'nearest' });
  };
  useKeys([{ keys: MOVE_KEYS, caps: ['J', 'K'], label: 'move', foot: true, run: (key) => move(stepOf(key)) }]);
}
