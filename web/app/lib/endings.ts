import type { Stage, Tone } from './stages.ts';

export interface Ending {
  title: string;
  /** Why, in general, and what a person can do. The job's own detail is shown with it. */
  advice: string;
  tone: Tone;
}

/** What to say about a fix that ended without a merge; null while it runs or when all went well. */
export function endingOf(stage: Stage): Ending | null {
  switch (stage) {
    case 'no_change':
      return {
        title: 'The agent changed nothing',
        advice: 'Nothing was pushed. Start again and ask for changes to the plan: name the file or the behaviour you expect.',
        tone: 'danger',
      };
    case 'not_proven':
      return {
        title: 'The change is not proven',
        advice:
          'No pull request was opened, because the tests do not show a failure before and a pass after. Read the proof, then start again.',
        tone: 'danger',
      };
    case 'refused':
      return {
        title: 'The gate refused the change',
        advice: 'Nothing was pushed. The findings under Safety say which file and why; start again with a plan that leaves it alone.',
        tone: 'danger',
      };
    case 'rejected':
      return { title: 'The plan was rejected', advice: 'Nothing ran. Start again for a new plan.', tone: 'neutral' };
    case 'failed':
      return {
        title: 'The fix failed',
        advice: 'Nothing more will be tried by itself. The log shows the last steps; start again when the cause is gone.',
        tone: 'danger',
      };
    case 'cancelled':
      return {
        title: 'The fix was cancelled',
        advice: 'Its sandbox is gone and nothing was pushed. Start again when you like.',
        tone: 'neutral',
      };
    case 'timed_out':
      return {
        title: 'The fix ran out of time',
        advice: 'Its sandbox is gone. A plan that is never approved also ends here; start again when you are ready.',
        tone: 'danger',
      };
    case 'closed':
      return {
        title: 'The pull request was closed without a merge',
        advice: 'The cluster is open again. Start again for a new plan.',
        tone: 'neutral',
      };
    default:
      return null;
  }
}
