import { PageSkeleton } from '../../ui/Skeleton.tsx';
import type { SeatSelectionProps } from './seat-selection-props.ts';

export function SeatSelection(_props: SeatSelectionProps) {
  return (
    <div data-theme="dark" className="bg-paper">
      <PageSkeleton />
    </div>
  );
}
