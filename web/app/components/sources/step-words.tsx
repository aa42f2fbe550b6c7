/** Words of a step: `*names*` of menus stand out, `code` is code; nothing else in it is markup. */
export function StepWords({ text }: { text: string }) {
  return text.split(/(`[^`]+`|\*[^*]+\*)/).map((part, i) => {
    if (i % 2 === 0) return part;
    const words = part.slice(1, -1);
    return part.startsWith('`') ? (
      <code key={i} className="rounded-sm bg-sunken px-1 break-words">
        {words}
      </code>
    ) : (
      <strong key={i} className="font-semibold">
        {words}
      </strong>
    );
  });
}
