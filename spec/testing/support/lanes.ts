/** For marble tests, which make their system themselves. */
export function onEachLane(specs: (options: { readonly lane: 'serialMap' | 'concatMap' }) => void): void {
  for (const lane of ['serialMap', 'concatMap'] as const)
    describe(`on the lane ${lane}`, () => specs({ lane }));
}
