/** The one gradient of the product, with its letter drawn. */
export function Logo({ size = 22 }: { size?: number }) {
  return (
    <span
      aria-hidden="true"
      className="inline-flex shrink-0 items-center justify-center rounded-md bg-linear-to-br from-[#5b4de0] to-[#b07bf5]"
      style={{ width: size, height: size }}
    >
      <svg viewBox="0 0 32 32" width={size} height={size} fill="none" stroke="#fff" strokeWidth="2.6" strokeLinecap="round">
        <path d="M20.8 11.2c-.8-1.5-2.5-2.4-4.7-2.4-2.9 0-5 1.6-5 3.9 0 2.2 1.7 3.2 4.9 3.8 3 .6 4 1.2 4 2.6 0 1.5-1.5 2.5-3.7 2.5-2.5 0-4.1-1-4.9-2.9" />
      </svg>
    </span>
  );
}
