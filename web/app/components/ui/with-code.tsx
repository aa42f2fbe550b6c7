/** Text whose `backticked` parts stand as code; nothing else in it is markup. */
export function WithCode({ text }: { text: string }) {
  return text.split(/(`[^`\n]+`)/).map((part, i) =>
    i % 2 === 1 ? (
      <code key={i} className="break-words">
        {part.slice(1, -1)}
      </code>
    ) : (
      part
    ),
  );
}
