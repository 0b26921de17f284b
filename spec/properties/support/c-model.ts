import type { Plan, Policy } from './c-plan.js';

/** Those that begin anew together, and when. */
interface Group {
  readonly members: readonly Node[];
  readonly at: number;
}

interface Node {
  readonly path: string;
  readonly plan: Plan;
  readonly parent: Node | undefined;
  state: 'running' | 'restarting' | 'stopped';
  restarts: number;
  times: number[];
  kids: Node[];
  /** It begins anew when all of these are over. */
  readonly waitsFor: Set<Group>;
}

/** What holds where a parent declares a strategy and nothing else. */
const DEFAULT: Policy = {
  decide: 'escalate',
  restart: 'transient',
  limit: { max: 3, within: 5_000 },
  delay: 0,
};

/** Who lives, and how often each began anew, as the rules of supervision have it: no messages, no turns. */
export class Model {
  now = 0;
  readonly root: Node;
  /** How often an instance was set up, by path. */
  readonly setups = new Map<string, number>();
  #groups: Group[] = [];

  constructor(plan: Plan) {
    this.root = this.#begin('root', plan, undefined);
  }

  /** Those that have not stopped, by path, as the world shows them too. */
  census(): string[] {
    const lines: string[] = [];
    for (const node of this.#living(this.root)) lines.push(`${node.path} ${node.state} ${node.restarts}`);
    return lines.sort();
  }

  /** Those that one may choose from: who lives, or everybody when nobody does. */
  get paths(): string[] {
    const living = [...this.#living(this.root)].map(({ path }) => path);
    return living.length > 0 ? living : [...this.setups.keys()];
  }

  stateOf(path: string): Node['state'] {
    return this.#find(path)?.state ?? 'stopped';
  }

  strike(path: string, blow: 'fail' | 'end' | 'stop' | 'nothing'): void {
    const node = this.#find(path);
    if (node === undefined || blow === 'nothing') return;
    if (blow === 'stop') this.#stop(node);
    else if (blow === 'fail') this.#fail(node);
    else this.#end(node);
  }

  advance(ms: number): void {
    const end = this.now + ms;
    for (let group = this.#due(end); group !== undefined; group = this.#due(end)) {
      this.now = group.at;
      this.#over(group);
    }
    this.now = end;
  }

  #begin(path: string, plan: Plan, parent: Node | undefined): Node {
    const node: Node = {
      path,
      plan,
      parent,
      state: 'running',
      restarts: 0,
      times: [],
      kids: [],
      waitsFor: new Set(),
    };
    this.#setUp(node);
    return node;
  }

  #setUp(node: Node): void {
    node.state = 'running';
    this.setups.set(node.path, (this.setups.get(node.path) ?? 0) + 1);
    node.kids = node.plan.kids.map((plan, index) => this.#begin(`${node.path}.${index}`, plan, node));
  }

  #fail(node: Node): void {
    const policy = policyOf(node);
    if (policy === undefined) this.#giveUp(node, false);
    else if (policy.decide === 'escalate') this.#giveUp(node, true);
    else if (policy.decide === 'stop') this.#giveUp(node, false);
    else if (policy.decide === 'restart') {
      if (policy.restart === 'temporary') this.#giveUp(node, false);
      else this.#restart(node, policy);
    }
  }

  #end(node: Node): void {
    const policy = policyOf(node);
    if (policy?.restart === 'permanent') this.#restart(node, policy);
    else this.#stop(node);
  }

  /** It stops failed, which is its parent's failure by declaration, or unless the parent survives that. */
  #giveUp(node: Node, escalates: boolean): void {
    this.#stop(node);
    const { parent } = node;
    if (parent !== undefined && (escalates || !parent.plan.survives)) this.#fail(parent);
  }

  #restart(node: Node, { limit, delay }: Policy): void {
    node.times = node.times.filter((time) => this.now - time < limit.within);
    if (node.times.length === limit.max) {
      this.#giveUp(node, true);
      return;
    }
    node.times.push(this.now);
    const group: Group = { members: this.#takenAlong(node), at: this.now + delay };
    for (const member of group.members) this.#takeDown(member, group);
    if (delay === 0) this.#over(group);
    else this.#groups.push(group);
  }

  #takenAlong(node: Node): Node[] {
    const { parent } = node;
    if (parent?.plan.strategy === undefined || parent.plan.strategy === 'oneForOne') return [node];
    const kids = parent.kids.filter((kid) => kid.state !== 'stopped');
    return parent.plan.strategy === 'oneForAll' ? kids : kids.slice(kids.indexOf(node));
  }

  #takeDown(node: Node, group: Group): void {
    if (node.plan.policy?.restart === 'temporary') {
      this.#stop(node);
      return;
    }
    for (const kid of node.kids) this.#stop(kid);
    if (node.state === 'running') node.restarts += 1;
    node.state = 'restarting';
    node.waitsFor.add(group);
  }

  #over(group: Group): void {
    this.#groups = this.#groups.filter((other) => other !== group);
    for (const member of group.members) {
      member.waitsFor.delete(group);
      if (member.state === 'restarting' && member.waitsFor.size === 0) this.#setUp(member);
    }
  }

  #stop(node: Node): void {
    for (const kid of node.kids) this.#stop(kid);
    node.state = 'stopped';
  }

  #due(end: number): Group | undefined {
    const due = this.#groups.filter(({ at }) => at <= end);
    return due.sort((one, other) => one.at - other.at)[0];
  }

  #find(path: string): Node | undefined {
    for (const node of this.#living(this.root)) if (node.path === path) return node;
    return undefined;
  }

  *#living(node: Node): Iterable<Node> {
    if (node.state === 'stopped') return;
    yield node;
    for (const kid of node.kids) yield* this.#living(kid);
  }
}

function policyOf({ plan, parent }: Node): Policy | undefined {
  return plan.policy ?? (parent?.plan.strategy === undefined ? undefined : DEFAULT);
}
