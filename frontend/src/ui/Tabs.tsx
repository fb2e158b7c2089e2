import { Tabs as Base } from '@base-ui/react/tabs';
import type { ReactNode } from 'react';

export interface TabItem<Value extends string> {
  readonly value: Value;
  readonly label: ReactNode;
  readonly panel: ReactNode;
}

export interface TabsProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly items: readonly TabItem<Value>[];
  /** Keeps the list in sight below the header (its height is in layout/Header.tsx) while the panel scrolls. */
  readonly sticky?: boolean;
}

/** Tabs by the ARIA pattern: arrows move, Home and End jump; only the chosen panel is mounted. */
export function Tabs<Value extends string>({
  label,
  value,
  onChange,
  items,
  sticky = false,
}: TabsProps<Value>) {
  return (
    <Base.Root value={value} onValueChange={(next: Value) => onChange(next)}>
      <Base.List
        aria-label={label}
        className={`border-b border-line bg-paper ${sticky ? 'sticky top-13.25 z-10 sm:top-16.25' : ''}`}
      >
        <div className="page strip flex gap-6 sm:gap-8">
          {items.map((item) => (
            <Base.Tab
              key={item.value}
              value={item.value}
              className="-mb-px min-h-12 shrink-0 border-b-2 border-transparent text-base font-semibold text-quiet transition-colors hover:text-ink focus-visible:-outline-offset-2 data-active:border-ink data-active:text-ink"
            >
              {item.label}
            </Base.Tab>
          ))}
        </div>
      </Base.List>
      {items.map((item) => (
        <Base.Panel key={item.value} value={item.value} className="focus-visible:outline-offset-8">
          {item.panel}
        </Base.Panel>
      ))}
    </Base.Root>
  );
}
