import type { Suggestion } from '@ticketing/contracts';
import { MapPin, Search, Ticket, UserRound, X } from 'lucide-react';
import { type FormEvent, type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { useLocalized, useMessages } from '../i18n/messages.ts';
import { navigate, useLocation } from '../router/context.ts';
import { classNames } from '../ui/class-names.ts';
import { layoutMessages } from './messages.ts';
import { useSuggestions } from './use-suggestions.ts';

const icons = { event: Ticket, artist: UserRound, venue: MapPin } as const;
const kinds = { event: 'kindEvent', artist: 'kindArtist', venue: 'kindVenue' } as const;

function SuggestionRow({
  id,
  suggestion,
  active,
  onChoose,
}: {
  id: string;
  suggestion: Suggestion;
  active: boolean;
  onChoose: () => void;
}) {
  const t = useMessages(layoutMessages);
  const localized = useLocalized();
  const Icon = icons[suggestion.kind];
  return (
    // The box keeps the focus and handles the keys, as the ARIA combobox pattern asks.
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the combobox's input
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={active}
      onPointerDown={(event) => event.preventDefault()}
      onClick={onChoose}
      className={classNames(
        'flex min-h-12 cursor-pointer items-center gap-3 px-3 hover:bg-sunken',
        active && 'bg-sunken',
      )}
    >
      <Icon aria-hidden="true" className="size-4 shrink-0 text-quiet" />
      <span className="min-w-0 flex-1 truncate">{localized(suggestion.text)}</span>
      <span className="shrink-0 text-xs text-quiet">{t(kinds[suggestion.kind])}</span>
    </div>
  );
}

/** What the address searches for at the moment, so that the box and the page agree. */
function useSearchedText(): string {
  const { place } = useLocation();
  return place?.to === '/search' ? (place.search.q ?? '') : '';
}

/** The search at the top of every page: a combobox with suggestions while typing. */
export function SearchBox() {
  const t = useMessages(layoutMessages);
  const localized = useLocalized();
  const listId = useId();
  const input = useRef<HTMLInputElement>(null);
  const searched = useSearchedText();
  const [text, setText] = useState(searched);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const suggestions = useSuggestions(text, open);
  const shown = open && suggestions.length > 0;
  useEffect(() => setText(searched), [searched]);

  const close = () => {
    setOpen(false);
    setActive(-1);
  };
  const searchFor = (q: string) => {
    close();
    input.current?.blur();
    void navigate({ to: '/search', search: q === '' ? {} : { q } });
  };
  const choose = (suggestion: Suggestion) => {
    if (suggestion.kind !== 'event' || suggestion.eventId === undefined) {
      setText(localized(suggestion.text));
      return searchFor(localized(suggestion.text));
    }
    close();
    setText('');
    input.current?.blur();
    void navigate({ to: '/events/$eventId', params: { eventId: suggestion.eventId } });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const chosen = suggestions[active];
    if (chosen === undefined) searchFor(text.trim());
    else choose(chosen);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // Enter and arrows belong to the input method while a Hangul syllable is being composed.
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape' && open) {
      event.preventDefault();
      close();
    }
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0 || suggestions.length === 0) return;
    event.preventDefault();
    setOpen(true);
    // One place more than there are suggestions: the last one is the box itself.
    const places = suggestions.length + 1;
    setActive((at) => ((at + 1 + step + places) % places) - 1);
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: a form with a name is the search landmark everywhere
    <form role="search" onSubmit={submit} className="relative max-w-xl">
      <div className="flex h-11 items-center gap-2 rounded-md border border-line-strong bg-raised pr-1 pl-3 focus-within:border-ink focus-within:outline-1 focus-within:outline-ink">
        <Search aria-hidden="true" className="size-5 shrink-0 text-quiet" />
        <input
          ref={input}
          type="text"
          inputMode="search"
          enterKeyHint="search"
          autoComplete="off"
          spellCheck={false}
          role="combobox"
          aria-label={t('searchLabel')}
          aria-autocomplete="list"
          aria-expanded={shown}
          aria-controls={listId}
          aria-activedescendant={shown && active >= 0 ? `${listId}-${active}` : undefined}
          placeholder={t('searchPlaceholder')}
          maxLength={100}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setOpen(true);
            setActive(-1);
          }}
          onFocus={() => setOpen(true)}
          onBlur={close}
          onKeyDown={onKeyDown}
          className="h-full min-w-0 flex-1 bg-transparent outline-none placeholder:text-quiet"
        />
        {text !== '' && (
          <button
            type="button"
            aria-label={t('clearSearch')}
            onClick={() => {
              setText('');
              input.current?.focus();
            }}
            className="inline-flex size-9 items-center justify-center rounded-sm text-quiet hover:text-ink"
          >
            <X aria-hidden="true" className="size-4" />
          </button>
        )}
        <button type="submit" className="sr-only">
          {t('search')}
        </button>
      </div>
      <div
        id={listId}
        role="listbox"
        aria-label={t('suggestions')}
        hidden={!shown}
        className="absolute inset-x-0 top-full z-30 mt-1 overflow-hidden rounded-md border border-line-strong bg-raised py-1"
      >
        {suggestions.map((suggestion, index) => (
          <SuggestionRow
            key={`${suggestion.kind}${suggestion.eventId ?? suggestion.text.ko}`}
            id={`${listId}-${index}`}
            suggestion={suggestion}
            active={index === active}
            onChoose={() => choose(suggestion)}
          />
        ))}
      </div>
      <p role="status" className="sr-only">
        {open && text.trim() !== '' ? t('suggestionCount', { count: suggestions.length }) : ''}
      </p>
    </form>
  );
}
