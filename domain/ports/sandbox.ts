export interface SandboxSpec {
  jobId: string;
  /** Hard end of its life. */
  timeoutMs: number;
  /** Reaper and `list` read these. */
  metadata: Record<string, string>;
}

export interface ExecOptions {
  cwd: string;
  env: Record<string, string>;
  timeoutMs: number;
  /** Chunks of output as they come, UTF-8, not aligned to lines. */
  onOutput?: (stream: 'stdout' | 'stderr', text: string) => void;
  signal?: AbortSignal;
  /** Opens the way to the model (and to nothing else) for this command; see ModelGateway. */
  model?: ModelAccess;
}

/** How a process in the sandbox reaches the model: a socket of the worker's gateway; no key is inside. */
export interface ModelAccess {
  /** Unix socket path on the host, served by the gateway. */
  socketPath: string;
  /** Token valid for this job only. */
  token: string;
}

export interface Sandbox {
  readonly kind: string;
  readonly id: string;
  /** Absolute path inside of the one folder that lasts from command to command. */
  readonly workspace: string;
  /** Where a command that was given `model` finds the model, e.g. http://127.0.0.1:8899. */
  readonly modelUrl: string;
  /** Paths are relative to the workspace; parent folders are made. Links are followed inside the sandbox only. */
  put(path: string, bytes: Uint8Array): Promise<void>;
  /** @throws {NotFoundError} no such file; {TooLargeError} more than `maxBytes` (default 32 MiB) */
  get(path: string, maxBytes?: number): Promise<Uint8Array>;
  /** argv, never a shell string. Exit code -1 when it was killed by timeout or signal. */
  exec(argv: string[], options: ExecOptions): Promise<{ exitCode: number; timedOut: boolean }>;
  /** Ends its processes, then its files. Killing what is gone is success. */
  kill(): Promise<void>;
}

/** No network, no credentials, empty environment. */
export interface SandboxProvider {
  readonly kind: 'bubblewrap' | 'e2b';
  /** Whether it can run here; `why` says what to install. */
  probe(): Promise<{ ok: boolean; why: string | null }>;
  /** A second create for a job whose sandbox is alive returns that one. Sandboxes past their end go. */
  create(spec: SandboxSpec): Promise<Sandbox>;
  attach(id: string): Promise<Sandbox | null>;
  list(): Promise<{ id: string; jobId: string; startedAt: string }[]>;
}

export interface AgentEvent {
  stream: 'agent' | 'tool' | 'error' | 'system';
  text: string;
  tokens?: number;
}

export interface AgentRunner {
  readonly name: string;
  /** Runs the agent headless in `cwd` until it ends. The prompt is a file inside the sandbox, never an argument. */
  run(input: {
    sandbox: Sandbox;
    /** Absolute, inside the sandbox. */
    cwd: string;
    /** Absolute, inside the sandbox. */
    promptPath: string;
    model: string;
    access: ModelAccess;
    timeoutMs: number;
    onEvent: (event: AgentEvent) => void;
    signal?: AbortSignal;
  }): Promise<{ exitCode: number; timedOut: boolean; tokens: number }>;
}

/** Serves the model to one job over a Unix socket; holds the key, counts tokens, lets only the job's model through. */
export interface ModelGateway {
  /** The socket is in a private folder of the gateway's own; `close` removes it. */
  open(input: { jobId: string; model: string; tokenBudget: number }): Promise<{
    access: ModelAccess;
    tokensUsed(): number;
    /** True while an answer of the model is awaited. */
    waiting(): boolean;
    close(): Promise<void>;
  }>;
}
