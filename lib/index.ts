// Actors
export { Actor } from './actor/actor.js';
export { ActorSystem, type ShutdownOptions } from './actor/actor-system.js';
export { ask } from './actor/ask.js';
export { type ActorContext, type Behavior, defineActor } from './actor/define-actor.js';
export { Inbox } from './actor/inbox.js';
export { runUntilStopped } from './actor/run-until-stopped.js';
export { spawn } from './actor/spawn.js';
// Streams
export { conflate, dropWhileBusy, parallel, serial, switchTo } from './kernel/busy-policies.js';
export type { DeadLetters } from './kernel/dead-letters.js';
export { type SerialMapOptions, serialMap } from './kernel/serial-map.js';
export { type State, stateOf } from './kernel/state.js';
// Failure, waiting, time
export type { Timers } from './kernel/timers.js';
export type { ActorRef, ActorState, AnyActorRef, Inlet, StopOptions } from './protocol/actor-ref.js';
export type { Ask } from './protocol/ask.js';
export type { BusyPolicies, BusyPolicy } from './protocol/busy.js';
export { type Detached, detached } from './protocol/detached.js';
// Life and failure
export { ActorError, type ActorErrorCode, EndMainLoop, isActorError } from './protocol/errors.js';
// Inputs
export type { InputHandler, InputObserver, InputOptions, InputSource } from './protocol/input.js';
export type {
  DeadLetter,
  DeadLetterReason,
  LifecycleEvent,
  StopReason,
  SystemEvent,
} from './protocol/lifecycle.js';
export type { Logger } from './protocol/logger.js';
export { bounded, type Mailbox, type MailboxFigures, type Overflow, unbounded } from './protocol/mailbox.js';
// Messages
export { DataMessage, type DataMessageInit, Message, type MessageInit } from './protocol/message.js';
// Options
export type { AskOptions, AsyncLocalStorageLike, SpawnOptions, SystemOptions } from './protocol/options.js';
export type {
  AskOf,
  HandlerResult,
  Handlers,
  MessageNamed,
  MessageOf,
  Protocol,
  ReplyOf,
  Result,
  StreamOf,
  Untyped,
} from './protocol/protocol.js';
export type { Recipient, Sender, TellOptions, Turn } from './protocol/recipient.js';
export type { Resource } from './protocol/resource.js';
export type { Backoff, Directive, RestartLimit, Supervision } from './protocol/supervision.js';
export type { Cancel, Clock, Milliseconds } from './protocol/time.js';
// Streams
export { type ActorPerKeyOptions, actorPerKey } from './streams/actor-per-key.js';
export { type AskEachOptions, askEach } from './streams/ask-each.js';
export { type FromWebSocketOptions, fromWebSocket, type WebSocketBridge } from './streams/from-web-socket.js';
export { request } from './streams/request.js';
export type { SocketClose, SocketData, SocketOpen, WebSocketLike } from './streams/socket-words.js';
export { type SuperviseOptions, supervise } from './streams/supervise.js';
export { tellEach } from './streams/tell-each.js';
