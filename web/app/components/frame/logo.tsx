/** The one gradient of the product. */
export function Logo({ size = 22, letter = 'S' }: { size?: number; letter?: string }) {
  return (
    <span
      aria-hidden="true"
      className="inline-flex shrink-0 items-center justify-center rounded-md bg-linear-to-br from-[#5b4de0] to-[#b07bf5] font-bold text-white"
      style={{ width: size, height: size, fontSize: size * 0.52 }}
    >
      {letter}
    </span>
  );
}
