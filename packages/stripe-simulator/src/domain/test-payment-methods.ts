import type { AcceptedCard } from './cards.ts';
import { acceptCard } from './cards.ts';

/**
 * Payment methods that a test names instead of a card, so that no card number touches a server.
 * Source: https://docs.stripe.com/testing (the column "PaymentMethod" of the tables).
 */
const CARD_NUMBERS: Readonly<Record<string, string>> = {
  pm_card_visa: '4242424242424242',
  pm_card_visa_debit: '4000056655665556',
  pm_card_mastercard: '5555555555554444',
  pm_card_amex: '378282246310005',
  pm_card_discover: '6011111111111117',
  pm_card_jcb: '3566002020360505',
  pm_card_unionpay: '6200000000000005',
  pm_card_chargeDeclined: '4000000000000002',
  pm_card_visa_chargeDeclined: '4000000000000002',
  pm_card_chargeDeclinedInsufficientFunds: '4000000000009995',
  pm_card_visa_chargeDeclinedInsufficientFunds: '4000000000009995',
  pm_card_visa_chargeDeclinedLostCard: '4000000000009987',
  pm_card_visa_chargeDeclinedStolenCard: '4000000000009979',
  pm_card_chargeDeclinedExpiredCard: '4000000000000069',
  pm_card_chargeDeclinedIncorrectCvc: '4000000000000127',
  pm_card_chargeDeclinedProcessingError: '4000000000000119',
  pm_card_authenticationRequired: '4000002760003184',
  pm_card_authenticationRequiredOnSetup: '4000002500003155',
  pm_card_threeDSecure2Required: '4000000000003220',
  pm_card_threeDSecureRequired: '4000000000003063',
  pm_card_authenticationRequiredChargeDeclinedInsufficientFunds: '4000008260003178',
  pm_card_threeDSecureRequiredChargeDeclined: '4000008400001629',
  pm_card_pendingRefund: '4000000000007726',
  pm_card_refundFail: '4000000000005126',
};

/** The card that `name` (`pm_card_visa`, ...) stands for, or null when it names none. */
export function findTestCard(name: string, today: number): AcceptedCard | null {
  const number = Object.hasOwn(CARD_NUMBERS, name) ? CARD_NUMBERS[name] : undefined;
  if (number === undefined) return null;
  const expYear = new Date(today * 1000).getUTCFullYear() + 1;
  return acceptCard({ number, expMonth: 12, expYear, cvc: null }, today, 'payment_method');
}
