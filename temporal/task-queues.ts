export { QUEUE_NAMES, taskQueues, taskQueuesOf, type TaskQueues } from '#workflows/task-queues';
