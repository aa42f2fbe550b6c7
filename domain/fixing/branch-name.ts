/** Branch of a cluster's nth fix. Only ids and numbers: outside text never names a branch. Pure. */
export function fixBranch(clusterId: string, attempt: number): string {
  const short = clusterId
    .toLowerCase()
    .replace(/[^0-9a-z]/g, '')
    .slice(0, 12);
  return `soulcaster/fix-${short}-${attempt}`;
}
