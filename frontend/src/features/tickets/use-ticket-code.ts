import { useEffect, useState } from 'react';
import type { DeviceKey } from './device-key.ts';
import { makeTicketCode } from './ticket-code.ts';

export interface TicketCode {
  readonly slot: number;
  readonly text: string;
}

/** The QR's text for this minute; undefined until it is signed, never that of an earlier minute. */
export function useTicketCode(
  shortId: string,
  slot: number,
  key: DeviceKey | undefined,
): TicketCode | undefined {
  const [code, setCode] = useState<TicketCode>();
  useEffect(() => {
    if (key === undefined) return;
    let current = true;
    makeTicketCode(shortId, slot, key).then(
      (text) => current && setCode({ slot, text }),
      () => current && setCode(undefined),
    );
    return () => {
      current = false;
    };
  }, [shortId, slot, key]);
  return key === undefined || code?.slot !== slot ? undefined : code;
}
