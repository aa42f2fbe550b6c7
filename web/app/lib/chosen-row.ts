import { useState } from 'react';

/**
 * The row that was chosen last. The address that keeps it comes a moment later than the next key, which must not act on the row before.
 * @param inAddress the row the address names
 * @param keep puts another into the address
 */
export function useChosenRow(inAddress: string | null, keep: (id: string) => void) {
  const [ahead, setAhead] = useState<string | null>(null);
  // The address has caught up; from here on it leads, as when one goes back.
  if (ahead !== null && ahead === inAddress) setAhead(null);
  const choose = (id: string) => {
    setAhead(id);
    keep(id);
  };
  return [ahead ?? inAddress, choose] as const;
}
