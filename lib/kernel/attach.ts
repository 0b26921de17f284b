/** Whether a system has nothing to do until something happens outside. */
export type Idle = () => boolean;

/** Key under which a clock that has to know when its systems are idle takes them in. */
export const attach = Symbol('attach');

export interface Attachable {
  [attach]?(idle: Idle): void;
}
