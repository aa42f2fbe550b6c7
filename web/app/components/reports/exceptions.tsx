import type { FeedbackBody } from '#domain/api-contract';
import { ScrollArea } from '../ui/scroll-area.tsx';

type Exception = FeedbackBody['exceptions'][number];
type Frame = Exception['frames'][number];
const FRAMES_SHOWN = 8;

/** Exceptions with their calls, the throwing one on top. */
export function Exceptions({ exceptions }: { exceptions: readonly Exception[] }) {
  return exceptions.map((exception, i) => <Trace key={i} exception={exception} />);
}

function Trace({ exception }: { exception: Exception }) {
  const frames = exception.frames.toReversed();
  const rest = frames.slice(FRAMES_SHOWN);
  return (
    <figure className="min-w-0 overflow-hidden rounded-lg border border-line bg-panel">
      <figcaption className="break-words px-3 py-2">
        <span className="font-semibold">{exception.type}</span>
        {exception.message !== '' && <span className="text-muted">: {exception.message}</span>}
      </figcaption>
      {frames.length > 0 && (
        <ScrollArea label={`Calls of ${exception.type}`} className="overflow-x-auto border-t border-line-soft px-3 py-2">
          <FrameLines frames={frames.slice(0, FRAMES_SHOWN)} />
          {rest.length > 0 && (
            <details>
              <summary className="py-1 text-muted hover:text-text">{rest.length} more calls</summary>
              <FrameLines frames={rest} />
            </details>
          )}
        </ScrollArea>
      )}
    </figure>
  );
}

function FrameLines({ frames }: { frames: readonly Frame[] }) {
  return (
    <ol className="font-mono text-[11.5px] leading-[1.6] whitespace-nowrap">
      {frames.map((frame, i) => (
        <li key={i} className={frame.in_app === false ? 'text-muted' : undefined}>
          {frame.function ?? '(anonymous)'} <span className="text-muted">{where(frame)}</span>
        </li>
      ))}
    </ol>
  );
}

function where({ file, line }: Frame): string {
  if (file === null) return '';
  return line === null ? file : `${file}:${line}`;
}
