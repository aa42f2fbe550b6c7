/** A sentence of ours with words of others in quotes, each read in its own direction, so that it cannot turn the rest around. */
export function Sentence({ text }: { text: string }) {
  return text.split(/(“[^”]*”)/u).map((part, i) => (part.startsWith('“') ? <bdi key={i}>{part}</bdi> : part));
}
