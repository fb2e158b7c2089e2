import { useEffect, useRef } from 'react';
import { formatCountdown } from '../i18n/format.ts';
import { useMessages } from '../i18n/messages.ts';
import { frameMessages } from '../layout/frame-messages.ts';
import { spokenSeconds } from './spoken-seconds.ts';
import { useNow } from './use-now.ts';

export interface CountdownProps {
  /** ISO instant at which it stands at zero. */
  readonly until: string;
  /** Milliseconds by which the server's clock is ahead of this one. */
  readonly skewMs?: number;
  /** Below this many seconds it turns to the warning colour; 0 never does. */
  readonly warnBelowSeconds?: number;
  /** Called once, when it reaches zero. */
  readonly onEnd?: () => void;
  readonly className?: string;
}

/** Time left as `7:05`, ticking each second. */
export function Countdown({
  until,
  skewMs = 0,
  warnBelowSeconds = 60,
  onEnd,
  className,
}: CountdownProps) {
  const t = useMessages(frameMessages);
  const now = useNow();
  const left = Math.max(0, Math.ceil((Date.parse(until) - now - skewMs) / 1000));
  const ended = left === 0;
  const end = useRef(onEnd);
  end.current = onEnd;
  useEffect(() => {
    if (ended) end.current?.();
  }, [ended]);
  const warn = left < warnBelowSeconds ? 'text-signal-text' : '';
  return (
    <span className={`figures ${warn} ${className ?? ''}`}>
      <span aria-hidden="true">{formatCountdown(left)}</span>
      <span className="sr-only" role="timer">
        {t('timeLeft', { minutes: Math.floor(left / 60), seconds: left % 60 })}
      </span>
      <span className="sr-only" role="status">
        {spokenSeconds.includes(left)
          ? t('timeLeft', { minutes: Math.floor(left / 60), seconds: left % 60 })
          : ''}
      </span>
    </span>
  );
}
