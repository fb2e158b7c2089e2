import { useMessages } from '../../i18n/messages.ts';
import { Badge, type BadgeTone } from '../../ui/Badge.tsx';
import type { SaleState } from '../search/search-state.ts';
import { saleStateMessages } from './facet-messages.ts';

const tones: Readonly<Record<SaleState, BadgeTone>> = {
  on_sale: 'positive',
  opening_soon: 'plain',
  sold_out: 'muted',
  closed: 'muted',
  cancelled: 'warning',
  postponed: 'warning',
};

/** Where a sale stands, in a word. */
export function SaleBadge({ state }: { state: SaleState }) {
  const t = useMessages(saleStateMessages);
  return <Badge tone={tones[state]}>{t(state)}</Badge>;
}
