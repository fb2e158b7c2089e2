import { levelColour, levelShape } from './level-shapes.ts';

/** The shape and colour of a price level, as its seats on the map. */
export function LevelMark({ level, className }: { level: number; className?: string }) {
  const shape = levelShape(level);
  const fill = levelColour(level);
  return (
    <svg viewBox="-0.6 -0.6 1.2 1.2" aria-hidden="true" className={className ?? 'size-4 shrink-0'}>
      {shape === 'circle' ? (
        <circle r={0.5} fill={fill} />
      ) : (
        <polygon points={shape.map((point) => point.join(',')).join(' ')} fill={fill} />
      )}
    </svg>
  );
}
