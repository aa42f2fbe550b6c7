import { createGeminiCliRunner } from '#adapters/agents/gemini-cli';
import type { FixingDeps } from '#activities/fixing/index';
import { createBubblewrapProvider } from '#adapters/bubblewrap/index';
import { createGitTrees } from '#adapters/git/index';
import { createCodeHosts } from '#adapters/github/index';
import { createModelGateway } from '#adapters/model-gateway/index';
import { createRedisStores } from '#adapters/redis/index';
import { createSecretScanner } from '#adapters/secret-scan/index';
import type { Planner, PlanDraft, PlanRequest } from '#domain/ports/index';
import type { Project } from '#domain/project';

export interface FixingParts {
  dataDir: string;
  redisRest: { url: string; token: string };
  peer: { url: string; token: string };
  /** Where the agent's model is. */
  modelUrl: string;
  findProject: (id: string) => Project | null;
}

/** What the activities of a fix stand on, real but for the plan: Redis, git, the code host, bubblewrap, gemini-cli, a model at `modelUrl`. */
export function fixingDeps({ dataDir, redisRest, peer, modelUrl, findProject }: FixingParts): FixingDeps {
  return {
    ...createRedisStores(redisRest),
    projects: { find: async (id) => findProject(id) },
    codeHosts: createCodeHosts({
      githubApiUrl: peer.url,
      githubWebUrl: peer.url,
      peerUrl: peer.url,
      peerToken: peer.token,
      credentials: { get: async () => null },
    }),
    sandboxes: createBubblewrapProvider({ dataDir }),
    agent: createGeminiCliRunner(),
    modelGateway: createModelGateway({ upstreamUrl: modelUrl, apiKey: 'demo' }),
    planner: plannerOf({ files: ['src/discounts.js'] }),
    sourceTrees: createGitTrees({ dataDir }),
    secretScanner: createSecretScanner({ knownSecrets: [peer.token] }),
    changes: { publish: async () => undefined },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    demoModel: true,
    agentModel: 'demo-model',
    fixQuota: 20,
    fixTokenBudget: 300_000,
  };
}

export function plannerOf(draft: Partial<PlanDraft>): Planner & { asked: PlanRequest[] } {
  const asked: PlanRequest[] = [];
  return {
    asked,
    modelName: 'demo model',
    async plan(request) {
      asked.push(request);
      return { rootCause: 'No floor at zero.', change: 'Stop at zero.', files: [], test: 'npm test', by: 'demo model', ...draft };
    },
  };
}
