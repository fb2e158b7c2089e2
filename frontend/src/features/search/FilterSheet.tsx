import { SlidersHorizontal } from 'lucide-react';
import { useState } from 'react';
import { useMessages } from '../../i18n/messages.ts';
import { Button } from '../../ui/Button.tsx';
import { Sheet } from '../../ui/Dialog.tsx';
import { Filters, type FiltersProps } from './Filters.tsx';
import { searchMessages } from './messages.ts';

/** On a phone the filters stand in a sheet behind one button; a desk never loads it. */
export function FilterSheet({
  count,
  total,
  ...filters
}: FiltersProps & { count: number; total: number | undefined }) {
  const t = useMessages(searchMessages);
  const [open, setOpen] = useState(false);
  const [wanted, setWanted] = useState(false);
  return (
    <>
      <Button
        size="small"
        onClick={() => {
          setWanted(true);
          setOpen(true);
        }}
        aria-haspopup="dialog"
      >
        <SlidersHorizontal aria-hidden="true" className="size-4" />
        {count === 0 ? t('filters') : t('filtersCount', { count })}
      </Button>
      {wanted && (
        <Sheet
          open={open}
          onOpenChange={setOpen}
          title={t('filters')}
          actions={
            <Button tone="signal" wide onClick={() => setOpen(false)}>
              {t('show', { count: total ?? 0 })}
            </Button>
          }
        >
          <div className="-mt-5">
            <Filters {...filters} />
          </div>
        </Sheet>
      )}
    </>
  );
}
