import { useEffect, useState } from 'react';

/**
 * Text that outlives a reload until it is sent. Starts as `initial` on the server and at the first render.
 * @returns the text, its setter, and what to call when it is sent
 */
export function useDraft(key: string, initial = ''): [string, (text: string) => void, () => void] {
  const [text, setText] = useState(initial);
  useEffect(() => {
    const kept = sessionStorage.getItem(key);
    if (kept !== null) setText(kept);
  }, [key]);
  const write = (next: string) => {
    setText(next);
    if (next === initial) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, next);
  };
  const forget = () => {
    sessionStorage.removeItem(key);
    setText(initial);
  };
  return [text, write, forget];
}
