import type { ErrorTexts } from './error-messages.ts';
import { lineErrors } from './line-errors.ts';

const again = '잠시 뒤에 다시 시도해 주세요.';
const uncharged = '결제된 금액은 없어요.';

export const koreanErrors: ErrorTexts = {
  ...lineErrors.ko,
  offline: {
    title: '인터넷에 연결되어 있지 않아요',
    body: '연결되면 이어서 할 수 있어요. 보내지 못한 요청은 처리되지 않았어요.',
  },
  unreachable: {
    title: '서버에 연결하지 못했어요',
    body: '인터넷 연결을 확인하고 다시 시도해 주세요.',
  },
  timed_out: {
    title: '응답이 늦어지고 있어요',
    body: '잠시 뒤에 다시 시도해 주세요. 같은 요청을 다시 보내도 두 번 처리되지 않아요.',
  },
  unreadable_reply: { title: '응답을 읽지 못했어요', body: again },

  invalid_request: {
    title: '입력한 내용에 맞지 않는 것이 있어요',
    body: '표시된 칸을 고쳐서 다시 보내 주세요.',
  },
  malformed_body: { title: '요청을 읽지 못했어요', body: '페이지를 다시 열고 시도해 주세요.' },
  idempotency_key_missing: {
    title: '요청을 처리하지 못했어요',
    body: `${uncharged} 페이지를 다시 열고 시도해 주세요.`,
  },
  idempotency_key_reused: {
    title: '앞선 요청과 내용이 달라요',
    body: `${uncharged} 페이지를 다시 열고 처음부터 진행해 주세요.`,
  },
  precondition_failed: {
    title: '그사이에 내용이 바뀌었어요',
    body: '저장된 것은 없어요. 페이지를 다시 열고 지금 내용에서 고쳐 주세요.',
  },
  unsupported_media_type: {
    title: '지원하지 않는 형식이에요',
    body: '페이지를 다시 열고 시도해 주세요.',
  },
  body_too_large: { title: '보낸 내용이 너무 커요', body: '내용을 줄여서 다시 보내 주세요.' },
  not_found: {
    title: '찾으시는 것이 없어요',
    body: '주소가 바뀌었거나 내려간 페이지예요. 검색으로 찾아보세요.',
  },
  method_not_allowed: {
    title: '할 수 없는 요청이에요',
    body: '페이지를 다시 열고 시도해 주세요.',
  },
  rate_limited: {
    title: '요청이 너무 잦아요',
    body: '잠시 기다렸다가 다시 시도해 주세요. 대기 순번과 잡아 둔 좌석은 그대로예요.',
  },
  service_unavailable: { title: '지금은 이용할 수 없어요', body: again },
  upstream_timeout: { title: '처리가 늦어지고 있어요', body: again },
  shutting_down: { title: '서버를 다시 시작하고 있어요', body: again },

  unauthenticated: { title: '로그인이 필요해요', body: '로그인하면 이어서 할 수 있어요.' },
  token_expired: { title: '로그인이 만료되었어요', body: '다시 로그인해 주세요.' },
  forbidden: {
    title: '이 계정으로는 할 수 없어요',
    body: '다른 계정으로 로그인했는지 확인해 주세요.',
  },
  origin_not_allowed: {
    title: '허용되지 않은 주소에서 온 요청이에요',
    body: '공식 주소로 접속해 주세요.',
  },

  email_taken: {
    title: '이미 가입된 이메일이에요',
    body: '로그인하거나 비밀번호를 다시 설정해 주세요.',
  },
  credentials_wrong: {
    title: '이메일 또는 비밀번호가 맞지 않아요',
    body: '다시 확인해 주세요. 잊으셨다면 비밀번호를 다시 설정할 수 있어요.',
  },
  account_locked: {
    title: '비밀번호를 여러 번 틀려 잠시 잠갔어요',
    body: '조금 뒤에 다시 시도하거나 비밀번호를 다시 설정해 주세요.',
  },
  password_too_weak: {
    title: '짐작하기 쉬운 비밀번호예요',
    body: '더 길거나 흔하지 않은 비밀번호로 정해 주세요.',
  },
  refresh_token_invalid: { title: '로그인이 끝났어요', body: '다시 로그인해 주세요.' },
  refresh_token_reused: {
    title: '안전을 위해 로그아웃했어요',
    body: '다른 곳에서 로그인 정보가 쓰였을 수 있어요. 다시 로그인하고 비밀번호를 바꿔 주세요.',
  },
  one_time_token_invalid: {
    title: '이미 썼거나 기한이 지난 링크예요',
    body: '이메일을 새로 요청해 주세요.',
  },

  event_not_found: {
    title: '공연을 찾을 수 없어요',
    body: '내려갔거나 주소가 바뀐 공연이에요. 검색으로 찾아보세요.',
  },
  venue_not_found: { title: '공연장을 찾을 수 없어요', body: '주소를 확인해 주세요.' },
  seat_map_not_found: { title: '좌석 배치도를 찾을 수 없어요', body: again },
  event_not_publishable: {
    title: '아직 공개할 수 없는 공연이에요',
    body: '빠진 항목을 채운 뒤 다시 시도해 주세요.',
  },
  catalogue_invalid: {
    title: '카탈로그 파일에 잘못된 곳이 있어요',
    body: '바뀐 것은 없어요. 표시된 곳을 고쳐서 다시 올려 주세요.',
  },
  state_conflict: {
    title: '그사이 상태가 바뀌었어요',
    body: '바뀐 내용을 확인하고 다시 진행해 주세요.',
  },

  sale_not_open: {
    title: '아직 예매가 열리지 않았어요',
    body: `${uncharged} 오픈 시각에 다시 찾아 주세요.`,
  },
  sale_closed: {
    title: '예매가 마감되었어요',
    body: `${uncharged} 다른 회차를 확인해 주세요.`,
  },
  seats_taken: {
    title: '이미 선택된 좌석입니다',
    body: `${uncharged} 다른 좌석을 골라 주세요.`,
  },
  seats_invalid: {
    title: '없는 좌석이 들어 있어요',
    body: `${uncharged} 좌석을 다시 골라 주세요.`,
  },
  seats_reserved: {
    title: '휠체어석으로 남겨 둔 좌석이에요',
    body: `${uncharged} 휠체어석과 동반석은 필요한 분께 먼저 드려요. 다른 좌석을 골라 주세요.`,
  },
  single_seat_left: {
    title: '한 자리만 홀로 남아요',
    body: `${uncharged} 표시된 좌석을 함께 고르거나 옆 좌석으로 옮겨 주세요.`,
  },
  price_changed: {
    title: '가격이 바뀌었어요',
    body: `${uncharged} 바뀐 가격을 확인하고 다시 골라 주세요.`,
  },
  not_enough_seats: {
    title: '남은 좌석이 모자라요',
    body: `${uncharged} 매수를 줄이거나 다른 등급을 골라 주세요.`,
  },
  ticket_limit_exceeded: {
    title: '한 사람이 예매할 수 있는 매수를 넘었어요',
    body: `${uncharged} 이 회차에 이미 예매한 매수를 확인해 주세요.`,
  },
  hold_lost: {
    title: '좌석을 잡아 둔 시간이 끝났어요',
    body: `${uncharged} 좌석을 다시 골라 주세요.`,
  },
  inventory_unavailable: {
    title: '지금은 좌석을 잡을 수 없어요',
    body: `${uncharged} ${again}`,
  },

  admission_required: {
    title: '대기열을 거쳐 들어가는 공연이에요',
    body: '대기열에서 순서를 받아 주세요.',
  },
  admission_invalid: {
    title: '입장 시간이 끝났어요',
    body: `${uncharged} 대기열에 다시 들어가 주세요.`,
  },
  position_invalid: {
    title: '대기 순번을 확인할 수 없어요',
    body: '대기열에 다시 들어가면 새 순번을 받아요.',
  },
  not_your_turn: {
    title: '아직 차례가 아니에요',
    body: '화면을 그대로 두면 차례가 되었을 때 자동으로 들어가요.',
  },

  booking_not_found: {
    title: '예매 내역을 찾을 수 없어요',
    body: '예매한 계정으로 로그인했는지 확인해 주세요.',
  },
  booking_expired: {
    title: '결제 시간이 지났어요',
    body: `${uncharged} 좌석은 다시 판매돼요. 좌석부터 다시 골라 주세요.`,
  },
  booking_not_cancellable: {
    title: '이제는 취소할 수 없어요',
    body: '취소 마감이 지났거나 이미 취소한 예매예요. 취소/환불 안내를 확인해 주세요.',
  },
  ticket_not_found: {
    title: '티켓을 찾을 수 없어요',
    body: '예매한 계정으로 로그인했는지 확인해 주세요.',
  },
  device_key_invalid: {
    title: '이 기기를 등록하지 못했어요',
    body: '브라우저를 최신으로 올리고 다시 시도해 주세요.',
  },
  device_change_limit: {
    title: '기기를 더 바꿀 수 없어요',
    body: '등록된 기기로 입장하거나 현장 매표소에 문의해 주세요.',
  },

  ticket_payload_invalid: {
    title: '이 공연장의 티켓이 아니에요',
    body: '티켓 보기 화면의 QR을 다시 비춰 주세요.',
  },
  ticket_signature_invalid: {
    title: '티켓의 서명이 맞지 않아요',
    body: '예매한 기기의 티켓 보기에서 QR을 다시 열어 주세요.',
  },
  ticket_device_mismatch: {
    title: '다른 기기에서 만든 QR이에요',
    body: '티켓이 등록된 기기에서 열어 주세요.',
  },
  ticket_not_bound: {
    title: '아직 기기에 등록되지 않은 티켓이에요',
    body: '예매한 계정으로 티켓 보기를 한 번 열어 주세요.',
  },
  ticket_slot_expired: {
    title: '시간이 지난 QR이에요',
    body: '화면에서 새로 바뀐 QR을 비춰 주세요.',
  },
  ticket_already_used: {
    title: '이미 입장한 티켓이에요',
    body: '입장한 적이 없다면 안내 직원에게 알려 주세요.',
  },
  ticket_was_cancelled: {
    title: '취소된 티켓이에요',
    body: '예매 내역에서 취소와 환불 상태를 확인해 주세요.',
  },
  ticket_wrong_gate: {
    title: '다른 회차의 티켓이에요',
    body: '티켓의 공연 날짜와 시각을 확인해 주세요.',
  },

  payment_not_found: { title: '결제 내역을 찾을 수 없어요', body: '예매 내역에서 확인해 주세요.' },
  payment_not_possible: {
    title: '지금은 결제할 수 없는 예매예요',
    body: '이미 결제했거나 시간이 지난 예매예요. 예매 내역에서 확인해 주세요.',
  },
  payment_provider_unavailable: {
    title: '결제사가 응답하지 않아요',
    body: `${uncharged} 좌석을 잡아 둔 동안 다시 시도할 수 있어요.`,
  },
  webhook_signature_invalid: {
    title: '서명이 맞지 않는 요청이에요',
    body: '설정을 확인해 주세요.',
  },
};
