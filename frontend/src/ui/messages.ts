import { defineMessages } from '../i18n/define-messages.ts';

/** Words that belong to no single feature. */
export const uiMessages = defineMessages(
  {
    loading: '불러오는 중이에요',
    retry: '다시 시도',
    dismiss: '알림 닫기',
    toHome: '홈으로',
    free: '무료',
    from: '{price}부터',
  },
  {
    loading: 'Loading',
    retry: 'Try again',
    dismiss: 'Dismiss',
    toHome: 'Home',
    free: 'Free',
    from: 'from {price}',
  },
);
