import { locateSeat } from '@ticketing/contracts/codecs/seat-plan';
import { useCallback } from 'react';
import { useLocalized, useMessages } from '../../i18n/messages.ts';
import { seatMessages } from './messages.ts';
import type { SeatMapModel } from './seat-map-model.ts';

/** A seat as people say it: `A1구역 3열 12번`. */
export function useSeatWords(model: SeatMapModel): (seatNo: number) => string {
  const t = useMessages(seatMessages);
  const localized = useLocalized();
  return useCallback(
    (seatNo) => {
      const seat = locateSeat(model.plan, seatNo);
      if (seat === undefined) return '';
      const section = localized(seat.section.name);
      const { number } = seat;
      if (seat.row === undefined) return t('standingName', { section, number: String(number) });
      return t('seatName', { section, row: seat.row.label, number: String(number) });
    },
    [model, t, localized],
  );
}
