import type { Observable } from 'rxjs';

/** Whether two types are the same, `any` and `unknown` told apart from everything. */
export type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** `holds<Equal<A, B>>(true)`: an error where the types differ. */
export declare function holds<Claim extends boolean>(claim: Claim): void;

/** A protocol with a member of each kind. */
export interface Greeting {
  greet(m: { who: string }): string;
  count(): number;
  reset(): void;
  price(m: { item: string }): Promise<number>;
  ticks(m: { every: number }): Observable<Date>;
  find(m: { id: string }): { name: string } | undefined;
}
