import { useRef, useState } from 'react';
import { useLocation, useNavigate } from 'react-router';

/** A choice that the address does not name yet. */
export interface Ahead {
  id: string;
  /** Which choice it is; the address that keeps it says the same number. */
  turn: number;
  /** Of the address that was shown when it was made. */
  from: string;
}

/**
 * Whether a choice still leads: until the address has caught up, past those of earlier choices, or has gone elsewhere. Pure.
 * @param shown the address that is shown now
 */
export function isAhead({ turn, from }: Ahead, shown: { key: string; state: unknown }): boolean {
  if (shown.key === from) return true;
  const kept = (shown.state as { turn?: number } | null)?.turn;
  return kept !== undefined && kept < turn;
}

/**
 * The row that was chosen last. The address that keeps it comes a moment later than the next key, which must not act on the row before.
 * @param inAddress the row the address names
 * @param addressOf the address that names another
 */
export function useChosenRow(inAddress: string | null, addressOf: (id: string) => string) {
  const location = useLocation();
  const navigate = useNavigate();
  const turns = useRef(0);
  const [ahead, setAhead] = useState<Ahead | null>(null);
  if (ahead !== null && !isAhead(ahead, location)) setAhead(null);
  const choose = (id: string) => {
    const turn = (turns.current += 1);
    setAhead({ id, turn, from: ahead?.from ?? location.key });
    void navigate(addressOf(id), { replace: true, preventScrollReset: true, state: { turn } });
  };
  return [ahead !== null && isAhead(ahead, location) ? ahead.id : inAddress, choose] as const;
}
