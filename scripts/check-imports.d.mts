export function checkImports(baseDir?: string): { modules: number; violations: string[] };
export function folderGraph(): string;
