import clsx from 'clsx';
import type { DiffFile, DiffLine } from '../../lib/diff.ts';
import { ScrollArea } from '../ui/scroll-area.tsx';

const LOOKS: Record<DiffLine['kind'], string> = {
  added: 'bg-good-soft text-good',
  removed: 'bg-danger-soft text-danger',
  context: '',
  hunk: 'bg-sunken text-muted',
};
const MARKS: Record<DiffLine['kind'], string> = { added: '+', removed: '-', context: ' ', hunk: '' };
const CHANGES: Record<DiffFile['change'], string> = {
  added: 'new',
  removed: 'deleted',
  renamed: 'moved',
  changed: '',
  binary: 'binary, not shown',
};

/** A change file by file; marks as well as colours say what each line is. */
export function DiffView({ files }: { files: readonly DiffFile[] }) {
  return (
    <ScrollArea label="Diff" className="min-h-0 flex-1 overflow-auto">
      <div className="min-w-max">
        {files.map((file) => (
          <section key={file.path} aria-label={file.path}>
            <h3 className="sticky top-0 flex gap-3 border-b border-line-soft bg-sunken px-3.5 py-1 font-mono text-[11.5px] text-muted">
              {file.from !== null && `${file.from} → `}
              {file.path}
              <span>{CHANGES[file.change]}</span>
            </h3>
            <pre className="leading-[1.6]">
              {file.lines.map((line, i) => (
                <div key={i} className={clsx('px-3.5', LOOKS[line.kind])}>
                  {MARKS[line.kind]}
                  {line.kind === 'hunk' ? '' : ' '}
                  {line.text}
                </div>
              ))}
            </pre>
          </section>
        ))}
      </div>
    </ScrollArea>
  );
}
