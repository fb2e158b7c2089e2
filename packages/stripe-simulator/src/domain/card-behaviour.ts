/** What a test card does when it is charged or refunded. */
export interface CardBehaviour {
  /** Asks for 3-D Secure before it is charged. */
  readonly authenticate?: true;
  /** The decline code of every charge. */
  readonly decline?: string;
  /** The bank says that the security code is wrong, and accepts nonetheless. */
  readonly wrongCvc?: true;
  /** Refunds end later: accepted, or given back by the bank. */
  readonly refund?: 'pending' | 'failing';
}
