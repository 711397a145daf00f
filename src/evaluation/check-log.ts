import { TasteKitError } from '../errors.ts';
import { LIST_LENGTH, type PredictionLog } from './prediction-log.ts';

/** @throws TasteKitError (`INTERNAL`) if a log has no predictions, columns of different lengths, or a user who is none of `users`. */
export function checkLog(name: string, log: PredictionLog, users: number): void {
  const { user, events, target, rank, candidates, top } = log;
  const rows = user.length;
  const fault = (expected: string, came: string) => new TasteKitError('INTERNAL', `log of ${name}: expected ${expected}, came ${came}`);
  if (rows === 0) throw fault('at least one prediction', 'none; leave the arm out');
  for (const [column, values] of Object.entries({ events, target, rank, candidates })) {
    if (values.length !== rows) throw fault(`${rows} rows of ${column}`, `${values.length}`);
  }
  if (top.length !== rows * LIST_LENGTH) throw fault(`${rows} lists of ${LIST_LENGTH}`, `${top.length} places`);
  const stranger = user.find((each) => each < 0 || each >= users);
  if (stranger !== undefined) throw fault(`users 0 … ${users - 1}`, `${stranger}`);
}
