/** Injection tokens. Every constructor parameter names one; nothing is injected by its type. */
export const ENV = Symbol('Env');
export const LOG = Symbol('Log');
export const ADAPTERS = Symbol('ApiAdapters');
export const LAUNCHER = Symbol('WorkflowLauncher');
export const CODEC = Symbol('RemoteCodec');
