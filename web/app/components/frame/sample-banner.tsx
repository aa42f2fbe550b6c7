import { Button } from '../ui/button.tsx';
import { FlaskConical } from '../ui/icons.tsx';
import { useFrame } from './frame-context.ts';

/** What the Sample is, how to connect one's own, and the way to be rid of it. */
export function SampleBanner() {
  const { open } = useFrame();
  return (
    <section
      aria-label="Sample"
      className="flex flex-wrap items-center gap-x-3 gap-y-1.5 border-b border-line bg-accent-soft px-[18px] py-1.5 max-[720px]:px-3"
    >
      <FlaskConical size={15} className="shrink-0 text-accent-text" />
      <p className="min-w-[220px] flex-1">
        <strong className="font-semibold">This is the Sample:</strong> real reports of a small shop with real bugs. For your own, make a
        project, connect a source, then name a repository.
      </p>
      <span className="flex gap-2">
        <Button small onClick={() => open('create_project')}>
          New project
        </Button>
        <Button small look="quiet" onClick={() => open('delete_project')}>
          Delete sample
        </Button>
      </span>
    </section>
  );
}
