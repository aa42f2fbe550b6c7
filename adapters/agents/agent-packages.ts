import { createRequire } from 'node:module';
import { dirname } from 'node:path';

/** A coding agent's npm package, and where a sandbox shows it. */
export interface AgentPackage {
  name: string;
  /** Folder on the host. */
  hostPath: string;
  /** Absolute path inside. */
  insidePath: string;
}

export const GEMINI_CLI_INSIDE = '/opt/soulcaster/agents/gemini-cli';

/** The installed ones of our optional dependencies; a sandbox needs no other folder of node_modules. */
export function agentPackages(): AgentPackage[] {
  const hostPath = packageFolder('@google/gemini-cli');
  return hostPath === null ? [] : [{ name: 'gemini-cli', hostPath, insidePath: GEMINI_CLI_INSIDE }];
}

function packageFolder(name: string): string | null {
  try {
    return dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
  } catch {
    return null;
  }
}
