import { defineMessages } from '../i18n/messages.ts';

/** Words that belong to no single feature. */
export const uiMessages = defineMessages(
  'ui',
  {
    close: '닫기',
    loading: '불러오는 중이에요',
    slow: '평소보다 오래 걸리고 있어요. 계속 불러오고 있으니 그대로 두셔도 돼요.',
    retry: '다시 시도',
    requestId: '요청 번호 {id}',
    dismiss: '알림 닫기',
    toHome: '홈으로',
    free: '무료',
    from: '{price}부터',
    timeLeft: '{minutes, plural, =0 {} other {#분 }}{seconds}초 남았어요',
  },
  {
    close: 'Close',
    loading: 'Loading',
    slow: 'This is taking longer than usual. We’re still at it, so you can leave the page open.',
    retry: 'Try again',
    requestId: 'Request number {id}',
    dismiss: 'Dismiss',
    toHome: 'Home',
    free: 'Free',
    from: 'from {price}',
    timeLeft:
      '{minutes, plural, =0 {} one {# minute } other {# minutes }}{seconds, plural, one {# second} other {# seconds}} left',
  },
);
