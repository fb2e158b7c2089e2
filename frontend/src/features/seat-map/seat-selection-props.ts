import type { EventDetail, Performance } from '@ticketing/contracts';

/** What the tab 좌석선택 gives the seat selection: the event and the performance that was picked. */
export interface SeatSelectionProps {
  readonly event: EventDetail;
  readonly performance: Performance;
}
