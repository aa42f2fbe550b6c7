/** Loaded before each Node part: it ends when the supervisor is gone, even by SIGKILL. */
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
// The channel alone must not keep a part alive that has nothing more to do.
process.channel?.unref();
