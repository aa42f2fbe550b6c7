export { taskQueues, type TaskQueue } from '#workflows/task-queues';
