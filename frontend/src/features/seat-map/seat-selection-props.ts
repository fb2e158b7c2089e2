import type { EventDetail, Performance } from '@ticketing/contracts';

/**
 * What the tab 좌석선택 gives the seat selection: the event and the performance that was picked, which is
 * on sale. Admission is the seat selection's own affair: a performance behind the waiting room sends a
 * visitor without admission to `/waiting-room/$performanceId`, which comes back to
 * `/events/$eventId?tab=seats&performance=...`.
 */
export interface SeatSelectionProps {
  readonly event: EventDetail;
  readonly performance: Performance;
}
