import { useRef } from 'react';

/**
 * An Idempotency-Key that stays the same while the same thing is sent, so that a second press or a retry makes nothing
 * twice, and is new once the content is.
 */
export function useIdempotencyKey(): (content: readonly string[]) => string {
  const last = useRef({ content: '', key: '' });
  return (content) => {
    const text = JSON.stringify(content);
    if (last.current.content !== text || last.current.key === '') last.current = { content: text, key: crypto.randomUUID() };
    return last.current.key;
  };
}
