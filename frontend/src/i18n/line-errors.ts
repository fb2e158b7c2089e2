import type { Locale } from '@ticketing/contracts';
import type { ErrorTexts } from './error-messages.ts';

type LineCode = 'internal_error' | 'performance_not_found' | 'performance_cancelled';

/** What the waiting room may have to say: it loads these alone, and the app beside all others. */
export const lineErrors: Readonly<Record<Locale, Pick<ErrorTexts, LineCode>>> = {
  ko: {
    internal_error: {
      title: '저희 쪽에 문제가 생겼어요',
      body: '잠시 뒤에 다시 시도해 주세요. 계속되면 아래 요청 번호를 고객센터에 알려 주세요.',
    },
    performance_not_found: {
      title: '회차를 찾을 수 없어요',
      body: '공연 페이지에서 다른 회차를 골라 주세요.',
    },
    performance_cancelled: {
      title: '취소된 공연이에요',
      body: '이미 예매하셨다면 전액 환불돼요.',
    },
  },
  en: {
    internal_error: {
      title: 'Something went wrong on our side',
      body: 'Please try again in a moment. If it goes on, tell support the request number below.',
    },
    performance_not_found: {
      title: 'We couldn’t find this performance',
      body: 'Choose another one on the event’s page.',
    },
    performance_cancelled: {
      title: 'This performance is cancelled',
      body: 'If you had booked, you are refunded in full.',
    },
  },
};
