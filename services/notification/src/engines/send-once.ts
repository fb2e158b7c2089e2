import type { Mail } from '../domain/mail.ts';

/** Ids that are remembered; older ones are forgotten. */
const rememberedMax = 10_000;

/**
 * Sends each id once in this process. The bus delivers a message again whenever it cannot tell that it
 * was handled; what is left is the mail that went out just before the process died.
 */
export function sendOnce(send: (mail: Mail) => Promise<void>): (mail: Mail) => Promise<void> {
  const sent = new Map<string, Promise<void>>();
  return (mail) => {
    const known = sent.get(mail.id);
    if (known !== undefined) return known;
    const sending = send(mail).catch((error: unknown) => {
      sent.delete(mail.id);
      throw error;
    });
    sent.set(mail.id, sending);
    if (sent.size > rememberedMax) {
      const oldest = sent.keys().next();
      if (oldest.done !== true) sent.delete(oldest.value);
    }
    return sending;
  };
}
