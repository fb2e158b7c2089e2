import type { Locale } from '@ticketing/contracts';

interface Texts {
  readonly greeting: (name: string) => string;
  readonly confirmed: { subject: (title: string) => string; lead: string; button: string };
  readonly cancelled: {
    subject: (title: string) => string;
    lead: string;
    byOrganizer: string;
    button: string;
  };
  readonly refunded: { subject: string; lead: (amount: string) => string; note: string };
  readonly expired: {
    subject: (title: string) => string;
    lead: Record<'timeout' | 'seats_lost' | 'payment_failed' | 'performance_cancelled', string>;
    button: string;
  };
  readonly rescheduled: {
    subject: (title: string) => string;
    lead: string;
    dateOpen: string;
    fullRefund: (until: string) => string;
    button: string;
  };
  readonly deposit: {
    subject: (amount: string) => string;
    lead: (due: string) => string;
    button: string;
    note: string;
  };
  readonly reset: { subject: string; lead: string; button: string; note: string };
  readonly verify: { subject: string; lead: string; button: string; note: string };
  readonly labels: {
    event: string;
    when: string;
    where: string;
    seats: string;
    total: string;
    booking: string;
    fee: string;
    refund: string;
    row: string;
    number: string;
    entry: string;
    before: string;
    newDate: string;
    reason: string;
    amount: string;
    bank: string;
    account: string;
    holder: string;
    due: string;
  };
  readonly footer: string;
}

const ko: Texts = {
  greeting: (name) => `${name}님, 안녕하세요.`,
  confirmed: {
    subject: (title) => `[예매 완료] ${title}`,
    lead: '예매가 완료되었어요. 티켓은 입장할 휴대폰에서 열어 주세요. 처음 연 기기에서만 입장 QR이 만들어져요.',
    button: '티켓 보기',
  },
  cancelled: {
    subject: (title) => `[예매 취소] ${title}`,
    lead: '요청하신 티켓의 예매가 취소되었어요.',
    byOrganizer:
      '주최사의 사정으로 공연이 취소되어 수수료 없이 전액 환불해 드려요. 불편을 드려 죄송해요.',
    button: '예매 내역 보기',
  },
  refunded: {
    subject: '[환불 완료] 결제 금액이 환불되었어요',
    lead: (amount) => `${amount}을 결제하신 카드로 환불했어요.`,
    note: '카드사에 따라 명세서에 보이기까지 3~5영업일이 걸릴 수 있어요.',
  },
  expired: {
    subject: (title) => `[예매 미완료] ${title}`,
    lead: {
      timeout: '결제 시간이 지나 선점한 좌석이 풀렸어요. 결제된 금액은 없어요.',
      seats_lost:
        '결제가 끝나기 전에 좌석이 다른 분께 예매되었어요. 결제는 승인 취소되어 청구되지 않아요.',
      payment_failed: '결제가 완료되지 않아 예매가 끝났어요. 결제된 금액은 없어요.',
      performance_cancelled: '공연이 취소되어 예매를 진행할 수 없어요. 결제된 금액은 없어요.',
    },
    button: '다시 예매하기',
  },
  rescheduled: {
    subject: (title) => `[공연 연기] ${title}`,
    lead: '공연 일정이 바뀌었어요. 가지고 계신 티켓은 새 일정에 그대로 쓸 수 있어요. 불편을 드려 죄송해요.',
    dateOpen:
      '공연이 연기되었고 새 일정은 아직 정해지지 않았어요. 티켓은 그대로 유효하고, 일정이 정해지면 다시 알려드릴게요. 불편을 드려 죄송해요.',
    fullRefund: (until) => `새 일정에 오시기 어렵다면 ${until}까지 수수료 없이 취소할 수 있어요.`,
    button: '예매 내역 보기',
  },
  deposit: {
    subject: (amount) => `[입금 안내] ${amount}을 입금해 주세요`,
    lead: (due) =>
      `아래 계좌로 ${due}까지 입금하시면 예매가 완료돼요. 그때까지 좌석을 잡아 둘게요.`,
    button: '예매 내역 보기',
    note: '기한이 지나면 예매가 자동으로 취소되고 좌석이 풀려요. 안내된 금액과 같은 금액을 입금해 주세요.',
  },
  reset: {
    subject: '비밀번호 재설정 안내',
    lead: '아래 버튼을 눌러 새 비밀번호를 정해 주세요. 링크는 30분 동안 한 번만 쓸 수 있어요.',
    button: '비밀번호 재설정',
    note: '요청하신 적이 없다면 이 메일을 무시해 주세요. 비밀번호는 바뀌지 않아요.',
  },
  verify: {
    subject: '이메일 주소를 확인해 주세요',
    lead: '가입해 주셔서 고마워요. 아래 버튼을 눌러 이메일 주소를 확인해 주세요. 링크는 48시간 동안 쓸 수 있어요.',
    button: '이메일 확인',
    note: '가입하신 적이 없다면 이 메일을 무시해 주세요.',
  },
  labels: {
    event: '공연',
    when: '일시',
    where: '장소',
    seats: '좌석',
    total: '결제 금액',
    booking: '예매 번호',
    fee: '취소 수수료',
    refund: '환불 금액',
    row: '열',
    number: '번',
    entry: '입장번호',
    before: '이전 일시',
    newDate: '미정',
    reason: '사유',
    amount: '입금 금액',
    bank: '은행',
    account: '계좌번호',
    holder: '예금주',
    due: '입금 기한',
  },
  footer: '이 메일은 발신 전용이에요.',
};

const en: Texts = {
  greeting: (name) => `Hello ${name},`,
  confirmed: {
    subject: (title) => `Booking confirmed: ${title}`,
    lead: 'Your booking is complete. Open your tickets on the phone you will bring: the entry QR is made only on the device that opened them first.',
    button: 'View tickets',
  },
  cancelled: {
    subject: (title) => `Booking cancelled: ${title}`,
    lead: 'The tickets you asked us to cancel have been cancelled.',
    byOrganizer:
      'The organizer cancelled the performance, so you get all of your money back. We are sorry.',
    button: 'View booking',
  },
  refunded: {
    subject: 'Your refund is on its way',
    lead: (amount) => `We refunded ${amount} to the card you paid with.`,
    note: 'Depending on your bank it can take 3 to 5 working days to show up on your statement.',
  },
  expired: {
    subject: (title) => `Booking not completed: ${title}`,
    lead: {
      timeout: 'The time to pay ran out and your seats were released. Nothing was charged.',
      seats_lost:
        'The seats went to someone else before the payment was complete. The authorisation was reversed; nothing is charged.',
      payment_failed: 'The payment was not completed and the booking ended. Nothing was charged.',
      performance_cancelled:
        'The performance was cancelled, so the booking ended. Nothing was charged.',
    },
    button: 'Book again',
  },
  rescheduled: {
    subject: (title) => `New date: ${title}`,
    lead: 'The performance has a new date. Your tickets are valid for it as they are. We are sorry for the trouble.',
    dateOpen:
      'The performance is postponed and its new date is not known yet. Your tickets stay valid, and we write again when there is a date. We are sorry for the trouble.',
    fullRefund: (until) =>
      `If you cannot come, you can cancel without a fee until ${until} and get all of your money back.`,
    button: 'View booking',
  },
  deposit: {
    subject: (amount) => `Please transfer ${amount}`,
    lead: (due) =>
      `Transfer the amount to the account below by ${due} to complete your booking. Your seats are kept until then.`,
    button: 'View booking',
    note: 'After that time the booking ends and the seats are released. Please transfer exactly this amount.',
  },
  reset: {
    subject: 'Reset your password',
    lead: 'Press the button to choose a new password. The link works once, for 30 minutes.',
    button: 'Reset password',
    note: 'If you did not ask for this, ignore this e-mail: your password stays as it is.',
  },
  verify: {
    subject: 'Please confirm your e-mail address',
    lead: 'Thank you for joining. Press the button to confirm your e-mail address. The link works for 48 hours.',
    button: 'Confirm e-mail',
    note: 'If you did not open an account, ignore this e-mail.',
  },
  labels: {
    event: 'Event',
    when: 'When',
    where: 'Where',
    seats: 'Seats',
    total: 'Paid',
    booking: 'Booking number',
    fee: 'Cancellation fee',
    refund: 'Refund',
    row: 'row',
    number: 'seat',
    entry: 'entry number',
    before: 'Before',
    newDate: 'Not known yet',
    reason: 'Reason',
    amount: 'Amount',
    bank: 'Bank',
    account: 'Account number',
    holder: 'Account holder',
    due: 'Transfer by',
  },
  footer: 'Please do not reply to this e-mail.',
};

export const texts: Record<Locale, Texts> = { ko, en };
