import { useEffect, useRef } from 'react';

const periodMs = 5_200;

/** A quiet sign that the line lives: a short stroke that travels along a hairline. */
export function MovingLine() {
  const stroke = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    const animation = stroke.current?.animate(
      [{ transform: 'translateX(-100%)' }, { transform: 'translateX(500%)' }],
      { duration: periodMs, iterations: Number.POSITIVE_INFINITY, easing: 'ease-in-out' },
    );
    return () => animation?.cancel();
  }, []);
  return (
    <div aria-hidden="true" className="h-0.5 overflow-hidden bg-line">
      <span ref={stroke} className="block h-full w-1/5 bg-ink" />
    </div>
  );
}
