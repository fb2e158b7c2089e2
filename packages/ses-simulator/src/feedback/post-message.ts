import type { SignedMessage } from './sign-message.ts';

/** As long as Amazon SNS waits for an answer. */
const answerMsMax = 15_000;

/**
 * Posts as Amazon SNS does. `accepted` for 2xx; `refused` for 4xx but 429, which SNS does not try
 * again; else `failed`.
 */
export async function postMessage(
  url: string,
  message: SignedMessage,
  closing: AbortSignal,
): Promise<'accepted' | 'refused' | 'failed'> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'text/plain; charset=UTF-8',
        'user-agent': 'Amazon Simple Notification Service Agent',
        'x-amz-sns-message-type': message.Type,
        'x-amz-sns-message-id': message.MessageId,
        'x-amz-sns-topic-arn': message.TopicArn,
      },
      body: JSON.stringify(message),
      signal: AbortSignal.any([closing, AbortSignal.timeout(answerMsMax)]),
    });
    await response.arrayBuffer();
    if (response.ok) return 'accepted';
    const isFinal = response.status >= 400 && response.status < 500 && response.status !== 429;
    return isFinal ? 'refused' : 'failed';
  } catch {
    return 'failed';
  }
}
