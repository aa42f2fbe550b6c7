const Block = ({ className }: { className: string }) => <span className={`block rounded-sm bg-neutral-soft ${className}`} />;

/** Rows of a list that is on its way; invisible for the first 150 ms. */
export function RowsSkeleton({ rows = 8 }: { rows?: number }) {
  return (
    <div className="late" role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, i) => (
        <div key={i} className="flex h-[61px] items-center gap-3 border-b border-line-soft px-[18px]">
          <Block className="h-[18px] w-[18px]" />
          <div className="flex-1 space-y-2">
            <Block className="h-3 w-2/5" />
            <Block className="h-3 w-3/5" />
          </div>
          <Block className="h-6 w-[72px] max-[720px]:hidden" />
          <Block className="h-6 w-9" />
        </div>
      ))}
    </div>
  );
}

/** Cards of a page that is on its way. */
export function CardsSkeleton() {
  return (
    <div className="late grid gap-[18px] p-[18px] min-[1000px]:grid-cols-[1fr_330px]" role="status" aria-label="Loading">
      {[180, 180, 320, 220].map((height, i) => (
        <div key={i} className="rounded-xl border border-line bg-panel p-3.5" style={{ height }}>
          <Block className="h-3 w-1/3" />
          <Block className="mt-3 h-3 w-4/5" />
          <Block className="mt-2 h-3 w-3/5" />
        </div>
      ))}
    </div>
  );
}
