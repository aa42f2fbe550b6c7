export { workflowIds } from '#workflows/workflow-ids';
