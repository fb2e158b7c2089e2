import type { Fate } from '../options.ts';

const domain = 'simulator.amazonses.com';

/** Source: https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html */
const fates: ReadonlyMap<string, Fate> = new Map([
  ['success', 'delivered'],
  ['bounce', 'bounced'],
  ['ooto', 'out_of_office'],
  ['complaint', 'complained'],
  ['suppressionlist', 'on_global_suppression_list'],
]);

/** What Amazon's mailbox simulator does with its addresses, labels (`bounce+label@`) included. */
export function fateOfSimulatedRecipient(address: string): Fate | undefined {
  const [local = '', host = ''] = address.toLowerCase().split('@');
  return host === domain ? fates.get(local.split('+', 1)[0] ?? '') : undefined;
}
