import type { PlanBody } from '#domain/api-contract';
import { promptSpans } from '../../lib/untrusted.ts';
import { Dialog } from '../ui/dialog.tsx';

/** What the agent gets, word for word; what strangers wrote is marked. */
export function PromptDialog({ plan, onClose }: { plan: PlanBody; onClose: () => void }) {
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      wide
      title={`Exact prompt of plan v${plan.version}`}
      description={
        <>
          Word for word what the agent gets. <mark className="rounded-sm bg-warn-soft px-1 text-warn">Marked text</mark> was written by
          strangers and is data to it, never an instruction.
        </>
      }
    >
      <pre className="whitespace-pre-wrap break-words leading-[1.6]">
        {promptSpans(plan.prompt).map((span, i) =>
          span.fence === null ? (
            span.text
          ) : (
            <mark
              key={i}
              title="Written outside; data, not instructions"
              className="block border-l-2 border-warn bg-warn-soft px-2.5 py-1 text-text"
            >
              <span className="sr-only">Untrusted text begins. </span>
              {span.text.trim()}
              <span className="sr-only"> Untrusted text ends.</span>
            </mark>
          ),
        )}
      </pre>
    </Dialog>
  );
}
