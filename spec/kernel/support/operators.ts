import type { ObservableInput, OperatorFunction } from 'rxjs';

/** What `serialMap` and RxJS's `concatMap` have in common. */
export type Operator = (
  project: (value: string, index: number) => ObservableInput<string>,
) => OperatorFunction<string, string>;
