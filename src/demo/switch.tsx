export interface SwitchProps {
  on: boolean;
  /** The id of its words. */
  labelledBy: string;
  testId: string;
  onTurn: (on: boolean) => void;
}

/** On or off. */
export function Switch({ on, labelledBy, testId, onTurn }: SwitchProps) {
  return <button type="button" role="switch" className="switch" aria-checked={on} aria-labelledby={labelledBy} data-testid={testId} onClick={() => onTurn(!on)} />;
}
