export { taskQueues, taskQueuesOf, type TaskQueues } from '#workflows/task-queues';
