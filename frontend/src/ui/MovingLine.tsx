/** A quiet sign that something is under way: a short stroke that travels along a hairline. */
export const MovingLine = () => (
  <div aria-hidden="true" className="h-0.5 overflow-hidden bg-line">
    <span className="moving-stroke block h-full w-1/5 bg-ink" />
  </div>
);
