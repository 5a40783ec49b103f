import { Component, type ReactNode } from 'react';

interface FailureFenceProps {
  readonly children: ReactNode;
  /** What can't be shown, as the sentence begins: `The drawing`. */
  readonly what: string;
}

/** One part that fails says so and leaves the rest of the panel standing. */
export class FailureFence extends Component<FailureFenceProps, { readonly failure: string | null }> {
  override state = { failure: null };

  static getDerivedStateFromError(error: unknown) {
    return { failure: error instanceof Error ? error.message : String(error) };
  }

  override render() {
    const { what, children } = this.props;
    if (this.state.failure === null) return children;
    return (
      <p className="note" role="alert">
        {what} could not be shown ({this.state.failure}). Close and open the Designer to try again.
      </p>
    );
  }
}
