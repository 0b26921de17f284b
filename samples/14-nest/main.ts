// NestJS: actors as providers, and an app that ends only when they have handled what waits.
import 'reflect-metadata';
import { type INestApplicationContext, Module, type OnApplicationShutdown } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Actor, type ActorRef, ActorSystem, type Handlers } from 'rxactors';
import { lastValueFrom, timer } from 'rxjs';

interface Mail {
  ready(): void;
  send(m: { to: string }): Promise<void>;
}

class Mailer extends Actor<Mail> {
  protected override async setup() {
    await lastValueFrom(timer(5));
    console.log('connected');
  }

  protected override readonly handlers: Handlers<Mail> = {
    ready: () => undefined,
    send: async ({ to }) => {
      await lastValueFrom(timer(5));
      console.log(`sent to ${to}`);
    },
  };

  protected override teardown() {
    console.log('disconnected');
  }
}

// #region module
export const MAILER = Symbol('MAILER');

/** Ends the actors with the app: it is a provider, so that Nest tells it. */
class Ending implements OnApplicationShutdown {
  constructor(
    readonly system: ActorSystem,
    readonly mailer: ActorRef<Mail>,
  ) {}

  async onApplicationShutdown() {
    await this.mailer.stop({ drain: true, deadline: 10_000 }); // what waits is handled first, for 10 s at most
    await this.system.shutdown({ timeout: 1_000 }); // and whatever else there is
  }
}

@Module({
  providers: [
    { provide: ActorSystem, useFactory: () => new ActorSystem({ name: 'app' }) },
    {
      provide: MAILER,
      inject: [ActorSystem],
      useFactory: async (system: ActorSystem) => {
        const mailer = system.spawn(() => new Mailer());
        await mailer.ask({ type: 'ready' }); // the app does not start before
        return mailer;
      },
    },
    {
      provide: Ending,
      inject: [ActorSystem, MAILER],
      useFactory: (system: ActorSystem, mailer: ActorRef<Mail>) => new Ending(system, mailer),
    },
  ],
  exports: [ActorSystem, MAILER],
})
export class ActorsModule {}
// #endregion

/** An app that has work to do. */
export async function start(): Promise<INestApplicationContext> {
  // #region start
  const app = await NestFactory.createApplicationContext(ActorsModule, { logger: ['error', 'warn'] });
  app.enableShutdownHooks(); // SIGTERM and the like close the app, too
  const mailer = app.get<ActorRef<Mail>>(MAILER);
  // #endregion
  console.log('started');
  for (const to of ['Ann', 'Bob', 'Cem']) mailer.tell({ type: 'send', to });
  return app;
}

async function main(): Promise<void> {
  const app = await start();
  await app.close();
  console.log('closed');
}

if (require.main === module) void main();
