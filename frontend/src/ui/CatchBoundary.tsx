import { Component, type ReactNode } from 'react';

interface CatchBoundaryProps {
  /** Another one tries again. */
  readonly resetKey: unknown;
  readonly fallback: (error: unknown, reset: () => void) => ReactNode;
  readonly children: ReactNode;
}
interface CatchBoundaryState {
  readonly caught?: { readonly error: unknown } | undefined;
  readonly resetKey: unknown;
}

/** Shows something else when what stands in it throws. */
export class CatchBoundary extends Component<CatchBoundaryProps, CatchBoundaryState> {
  override state: CatchBoundaryState = { resetKey: this.props.resetKey };

  static getDerivedStateFromError(error: unknown) {
    return { caught: { error } };
  }

  static getDerivedStateFromProps({ resetKey }: CatchBoundaryProps, state: CatchBoundaryState) {
    return resetKey === state.resetKey ? null : { resetKey, caught: undefined };
  }

  private readonly reset = () => this.setState({ caught: undefined });

  override render() {
    const { caught } = this.state;
    return caught === undefined
      ? this.props.children
      : this.props.fallback(caught.error, this.reset);
  }
}
