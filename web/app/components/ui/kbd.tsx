export function Kbd({ children }: { children: string }) {
  return (
    <kbd className="inline-flex h-[18px] min-w-[18px] items-center justify-center rounded-sm border border-line bg-panel px-1 text-[10px] text-muted">
      {children}
    </kbd>
  );
}
