import { type KeyboardEvent, type ReactNode, useId, useRef } from 'react';
import { classNames } from './class-names.ts';

interface TabItem<Value extends string> {
  readonly value: Value;
  readonly label: ReactNode;
  readonly panel: ReactNode;
}

export interface TabsProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly items: readonly TabItem<Value>[];
  /** Keeps the list in sight below the header while the panel scrolls. */
  readonly sticky?: boolean;
}

/** Which tab a key leads to, from the tab at `index` of `count`. */
function target(key: string, index: number, count: number): number | undefined {
  if (key === 'ArrowRight') return (index + 1) % count;
  if (key === 'ArrowLeft') return (index - 1 + count) % count;
  if (key === 'Home') return 0;
  return key === 'End' ? count - 1 : undefined;
}

/**
 * Tabs by the ARIA Authoring Practices: one tab stop, arrows move the focus, Enter or Space opens (panels
 * may load, so focus alone opens nothing); only the open panel is mounted.
 */
export function Tabs<Value extends string>({
  label,
  value,
  onChange,
  items,
  sticky = false,
}: TabsProps<Value>) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const open = items.find((item) => item.value === value);
  const onKeyDown = (event: KeyboardEvent, index: number) => {
    const next = target(event.key, index, items.length);
    if (next === undefined) return;
    event.preventDefault();
    list.current?.querySelectorAll<HTMLElement>('[role=tab]')[next]?.focus();
  };
  return (
    <>
      <div
        className={classNames(
          'border-b border-line bg-paper',
          sticky && 'sticky top-(--header) z-10',
        )}
      >
        <div
          ref={list}
          role="tablist"
          aria-label={label}
          className="page strip flex gap-6 sm:gap-8"
        >
          {items.map((item, index) => (
            <button
              key={item.value}
              type="button"
              role="tab"
              id={`${id}-${item.value}-tab`}
              aria-selected={item.value === value}
              aria-controls={item.value === value ? `${id}-panel` : undefined}
              tabIndex={item.value === value ? 0 : -1}
              onClick={() => onChange(item.value)}
              onKeyDown={(event) => onKeyDown(event, index)}
              className={classNames(
                '-mb-px min-h-12 shrink-0 border-b-2 text-base font-semibold transition-colors focus-visible:-outline-offset-2',
                item.value === value
                  ? 'border-ink text-ink'
                  : 'border-transparent text-quiet hover:text-ink',
              )}
            >
              {item.label}
            </button>
          ))}
        </div>
      </div>
      {open !== undefined && (
        <div
          role="tabpanel"
          id={`${id}-panel`}
          aria-labelledby={`${id}-${open.value}-tab`}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a panel without controls is reached by Tab, as the pattern asks
          tabIndex={0}
          className="focus-visible:-outline-offset-2"
        >
          {open.panel}
        </div>
      )}
    </>
  );
}
