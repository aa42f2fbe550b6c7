import { ManualReport } from '../../api-contract.ts';

/** The form's own shape: the API has checked it with the same schema before it was kept. */
export { ManualReport };
