import { useBindings } from '../../lib/use-keys.tsx';
import { Kbd } from '../ui/kbd.tsx';

/** Every key that does something here and now. */
export function KeysList() {
  const bindings = useBindings();
  return (
    <ul className="grid gap-x-8 gap-y-2 min-[480px]:grid-cols-2">
      {bindings.map((binding) => (
        <li key={binding.label} className="flex items-center justify-between gap-3">
          <span>{binding.label}</span>
          <span className="flex gap-1">
            {binding.caps.map((cap) => (
              <Kbd key={cap}>{cap}</Kbd>
            ))}
          </span>
        </li>
      ))}
    </ul>
  );
}
