/** Why the last act or event changed the selection, for the screen and for screen readers. */
export type SelectionNotice =
  | { readonly kind: 'limit' }
  | { readonly kind: 'unavailable'; readonly seatNos: readonly number[] }
  /** A wheelchair place or companion seat, which was not asked for. */
  | { readonly kind: 'kept'; readonly seatNos: readonly number[] }
  /** Chosen seats went to someone else. */
  | { readonly kind: 'lost'; readonly seatNos: readonly number[] };

export interface Selection {
  /** In the order of choosing. */
  readonly chosen: readonly number[];
  /** Seats that went to someone else, until the notice is dismissed. */
  readonly lost: readonly number[];
  readonly notice?: SelectionNotice | undefined;
}

export type SelectionAction =
  | {
      readonly type: 'toggle';
      readonly seatNo: number;
      readonly free: boolean;
      /** Kept for others as long as wheelchair places are not asked for. */
      readonly kept?: boolean;
    }
  /** Adds the seats without which one would be left alone; all of them or none. */
  | { readonly type: 'add'; readonly seatNos: readonly number[] }
  | { readonly type: 'remove'; readonly seatNos: readonly number[] }
  /** Sets the places of one standing area; `from..to` are its seat numbers, `to` excluded. */
  | {
      readonly type: 'set_pool';
      readonly from: number;
      readonly to: number;
      readonly seatNos: readonly number[];
    }
  | { readonly type: 'lose'; readonly seatNos: readonly number[] }
  /** Places of a standing area have no difference, so a taken one is exchanged in silence. */
  | { readonly type: 'exchange'; readonly pairs: ReadonlyMap<number, number> }
  | { readonly type: 'restore'; readonly seatNos: readonly number[] }
  | { readonly type: 'clear' }
  | { readonly type: 'dismiss' };

export const noSelection: Selection = { chosen: [], lost: [] };

function toggle(
  state: Selection,
  { seatNo, free, kept = false }: Extract<SelectionAction, { type: 'toggle' }>,
  max: number,
): Selection {
  if (state.chosen.includes(seatNo)) {
    return { ...state, chosen: state.chosen.filter((each) => each !== seatNo), notice: undefined };
  }
  if (!free) return { ...state, notice: { kind: 'unavailable', seatNos: [seatNo] } };
  if (kept) return { ...state, notice: { kind: 'kept', seatNos: [seatNo] } };
  if (state.chosen.length >= max) return { ...state, notice: { kind: 'limit' } };
  return {
    chosen: [...state.chosen, seatNo],
    lost: state.lost.filter((each) => each !== seatNo),
    notice: undefined,
  };
}

/** Makes the reducer for a performance that sells at most `max` tickets to one person. */
export const selectionReducer =
  (max: number) =>
  (state: Selection, action: SelectionAction): Selection => {
    switch (action.type) {
      case 'toggle':
        return toggle(state, action, max);
      case 'add': {
        const chosen = [...new Set([...state.chosen, ...action.seatNos])];
        if (chosen.length > max) return { ...state, notice: { kind: 'limit' } };
        return { ...state, chosen, notice: undefined };
      }
      case 'remove':
        return {
          ...state,
          chosen: state.chosen.filter((each) => !action.seatNos.includes(each)),
          notice: undefined,
        };
      case 'set_pool': {
        const others = state.chosen.filter((each) => each < action.from || each >= action.to);
        const room = max - others.length;
        return {
          ...state,
          chosen: [...others, ...action.seatNos.slice(0, room)],
          notice: action.seatNos.length > room ? { kind: 'limit' } : undefined,
        };
      }
      case 'lose': {
        const gone = action.seatNos.filter((each) => state.chosen.includes(each));
        if (gone.length === 0) return state;
        return {
          chosen: state.chosen.filter((each) => !gone.includes(each)),
          lost: [...new Set([...state.lost, ...gone])],
          notice: { kind: 'lost', seatNos: gone },
        };
      }
      case 'exchange':
        return { ...state, chosen: state.chosen.map((each) => action.pairs.get(each) ?? each) };
      case 'restore':
        return { chosen: action.seatNos.slice(0, max), lost: [] };
      case 'clear':
        return noSelection;
      case 'dismiss':
        return { ...state, lost: [], notice: undefined };
    }
  };
