import { createContext, type ReactNode, use, useEffect, useRef, useState } from 'react';
import { findBinding, type KeyBinding, keyName, ownsKeys } from './keys.ts';

interface Registry {
  bindings: readonly KeyBinding[];
  register: (owner: symbol, bindings: readonly KeyBinding[]) => void;
  forget: (owner: symbol) => void;
}
const KeysContext = createContext<Registry>({ bindings: [], register: () => undefined, forget: () => undefined });
const PAIR_MS = 1000;

/** Holds what each key does now and listens once for all of them. */
export function KeysProvider({ children }: { children: ReactNode }) {
  const [owners, setOwners] = useState<ReadonlyMap<symbol, readonly KeyBinding[]>>(new Map());
  const bindings = [...owners.values()].flat();
  const latest = useRef(bindings);
  latest.current = bindings;

  useEffect(() => {
    let pending: { key: string; at: number } | null = null;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const name = keyName(event);
      if (name === null) return;
      const target = event.target instanceof HTMLElement ? event.target : null;
      const inDialog = document.querySelector('[role="dialog"],[role="alertdialog"],[data-layer]') !== null;
      if (inDialog || (ownsKeys(target) && name !== 'mod+k')) return;
      // Enter and Space on a control press that control.
      if ((name === 'Enter' || name === ' ') && target?.closest('a,button,summary,input')) return;
      const first = pending && event.timeStamp - pending.at < PAIR_MS ? pending.key : null;
      const found = findBinding(latest.current, name, first);
      pending = found === 'pair' ? { key: name, at: event.timeStamp } : null;
      if (found === null || found === 'pair') return;
      event.preventDefault();
      found.run(name, event.shiftKey);
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);

  const [{ register, forget }] = useState(() => ({
    register: (owner: symbol, list: readonly KeyBinding[]) => setOwners((now) => new Map(now).set(owner, list)),
    forget: (owner: symbol) =>
      setOwners((now) => {
        const rest = new Map(now);
        rest.delete(owner);
        return rest;
      }),
  }));
  return <KeysContext value={{ bindings, register, forget }}>{children}</KeysContext>;
}

/** Binds keys while the caller is on the page. What a key does may change at each render; which keys there are is `shape`. */
export function useKeys(bindings: readonly KeyBinding[]): void {
  const { register, forget } = use(KeysContext);
  const [owner] = useState(() => Symbol('keys'));
  const latest = useRef(bindings);
  latest.current = bindings;
  const shape = bindings.map((binding) => `${binding.keys.join()}:${binding.label}:${binding.foot ?? false}`).join('|');
  useEffect(() => {
    register(
      owner,
      latest.current.map((binding, i) => ({ ...binding, run: (key: string, shift?: boolean) => latest.current[i]?.run(key, shift) })),
    );
    return () => forget(owner);
  }, [shape, owner, register, forget]);
}

export const useBindings = (): readonly KeyBinding[] => use(KeysContext).bindings;
