import type { FeedbackBody } from '#domain/api-contract';
import { EditReport } from './edit-report.tsx';
import { EraseReport, DeleteReport } from './remove-report.tsx';
import { Revisions } from './revisions.tsx';

export type ReportLayer = 'edit' | 'revisions' | 'delete' | 'erase';

export interface ReportLayerProps {
  report: FeedbackBody;
  /** Id of the button that gets the focus back. */
  returnTo: string;
  onClose: () => void;
  onGone?: () => void;
  onMoved?: () => void;
}

/** What lies over the page while a person does something with a report. */
export function ReportLayers({ layer, ...props }: ReportLayerProps & { layer: ReportLayer }) {
  switch (layer) {
    case 'edit':
      return <EditReport {...props} />;
    case 'revisions':
      return <Revisions {...props} />;
    case 'delete':
      return <DeleteReport {...props} />;
    case 'erase':
      return <EraseReport {...props} />;
  }
}
