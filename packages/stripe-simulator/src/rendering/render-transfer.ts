import type { BankTransfer } from '../domain/bank-transfer.ts';
import type { Payment } from '../domain/payment.ts';

/**
 * Where to transfer the money to, as Stripe tells it of its own bank transfers; `kr` and `expires_at` are
 * ours. Source: https://docs.stripe.com/payments/bank-transfers/accept-a-payment
 */
export function renderTransferInstructions(
  payment: Payment,
  { accountNumber, expiresAt }: BankTransfer,
  publicUrl: string,
) {
  return {
    display_bank_transfer_instructions: {
      amount_remaining: payment.amount,
      currency: payment.currency,
      expires_at: expiresAt,
      financial_addresses: [
        {
          kr: {
            account_holder_name: '티켓팅 프로',
            account_number: accountNumber,
            bank_name: '연습은행',
            bank_name_latin: 'Practice Bank',
          },
          type: 'kr',
        },
      ],
      hosted_instructions_url: `${publicUrl}/bank?${new URLSearchParams({ account: accountNumber })}`,
      reference: payment.id,
      type: 'kr_bank_transfer',
    },
    type: 'display_bank_transfer_instructions',
  };
}
