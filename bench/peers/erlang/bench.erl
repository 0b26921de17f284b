%% The workloads in Erlang: `bench:main([Workload, Size])` prints the nanoseconds of CPU per operation, or the bytes.
%% Processes are not linked: the end of one that is linked to thousands would be most of what is measured.
-module(bench).
-export([main/1]).

main([Workload, Size]) ->
    N = list_to_integer(Size),
    run(list_to_atom(Workload), max(1, N div 10)),
    erlang:garbage_collect(),
    io:format("~w~n", [run(list_to_atom(Workload), N)]),
    halt().

%% CPU of all threads; what Fun returns is how many operations it did.
measured(Fun) ->
    {Before, _} = erlang:statistics(runtime),
    Operations = Fun(),
    {After, _} = erlang:statistics(runtime),
    (After - Before) * 1000000 / Operations.

run(pingpong, N) -> measured(fun() -> pingpong(N) end);
run(counting, N) -> measured(fun() -> counting(N) end);
run(forkjoin, N) -> measured(fun() -> forkjoin(N) end);
run(create, N) -> measured(fun() -> create(N) end);
run(threadring, N) -> measured(fun() -> threadring(N) end);
run(big, N) -> measured(fun() -> big(N) end);
run(ask, N) -> measured(fun() -> ask(N) end);
run(spawn, N) -> measured(fun() -> spawns(N) end);
run(memory, N) -> memory(N).

pingpong(N) ->
    Self = self(),
    Left = spawn(fun() -> player(Self) end),
    Right = spawn(fun() -> player(Self) end),
    Left ! {peer, Right},
    Right ! {peer, Left},
    Left ! {ball, N},
    receive over -> ok end,
    N.

player(Referee) -> receive {peer, Peer} -> play(Peer, Referee) end.

play(Peer, Referee) ->
    receive
        {ball, 1} -> Referee ! over;
        {ball, Left} -> Peer ! {ball, Left - 1}, play(Peer, Referee)
    end.

counting(N) ->
    Self = self(),
    Counter = spawn(fun() -> count(0) end),
    spawn(fun() -> produce(N, Counter), Counter ! {retrieve, Self} end),
    receive {sum, N} -> ok end,
    N.

produce(0, _) -> ok;
produce(N, Counter) -> Counter ! {count, 1}, produce(N - 1, Counter).

count(Sum) ->
    receive
        {count, By} -> count(Sum + By);
        {retrieve, From} -> From ! {sum, Sum}
    end.

forkjoin(Each) ->
    Self = self(),
    Workers = [spawn(fun() -> work(Each, Self) end) || _ <- lists:seq(1, 60)],
    deal(Each, Workers),
    [receive done -> ok end || _ <- Workers],
    60 * Each.

deal(0, _) -> ok;
deal(N, Workers) -> [Worker ! {task, N} || Worker <- Workers], deal(N - 1, Workers).

work(0, Parent) -> Parent ! done;
work(N, Parent) -> receive {task, _} -> work(N - 1, Parent) end.

create(N) ->
    Self = self(),
    Made = [spawn(fun() -> work(1, Self) end) || _ <- lists:seq(1, N)],
    [Worker ! {task, 1} || Worker <- Made],
    [receive done -> ok end || _ <- Made],
    N.

threadring(N) ->
    Self = self(),
    First = spawn(fun() -> member(Self) end),
    Last = lists:foldl(fun(_, Next) -> spawn(fun() -> pass(Next, Self) end) end, First, lists:seq(1, 99)),
    First ! {next, Last},
    First ! {token, N},
    receive over -> ok end,
    N.

member(Parent) -> receive {next, Next} -> pass(Next, Parent) end.

pass(Next, Parent) ->
    receive
        {token, 1} -> Parent ! over;
        {token, Left} -> Next ! {token, Left - 1}, pass(Next, Parent)
    end.

big(Pings) ->
    Self = self(),
    Players = [spawn(fun() -> join(Self) end) || _ <- lists:seq(1, 100)],
    All = list_to_tuple(Players),
    [Player ! {all, All, Number, Pings} || {Number, Player} <- lists:zip(lists:seq(1, 100), Players)],
    [receive exit -> ok end || _ <- Players],
    [Player ! stop || Player <- Players],
    2 * 100 * Pings.

join(Sink) -> receive {all, All, Own, Pings} -> next(All, Own, Sink, Own, Pings) end.

next(All, Own, Sink, Random, 0) -> Sink ! exit, answer(All, Own, Sink, Random, 0);
next(All, Own, Sink, Random, Left) ->
    Next = (Random * 1664525 + 1013904223) band 16#ffffffff,
    element((Next bsr 8) rem 100 + 1, All) ! {ping, Own},
    answer(All, Own, Sink, Next, Left - 1).

answer(All, Own, Sink, Random, Left) ->
    receive
        {ping, From} -> element(From, All) ! pong, answer(All, Own, Sink, Random, Left);
        pong -> next(All, Own, Sink, Random, Left);
        stop -> ok
    end.

ask(N) ->
    Server = spawn(fun serve/0),
    asking(N, Server),
    N.

asking(0, _) -> ok;
asking(N, Server) ->
    Ref = make_ref(),
    Server ! {ask, self(), Ref, N},
    receive {Ref, Answer} when Answer =:= N + 1 -> asking(N - 1, Server) end.

serve() -> receive {ask, From, Ref, N} -> From ! {Ref, N + 1}, serve() end.

spawns(N) ->
    Self = self(),
    Made = [spawn(fun() -> Self ! ready, receive stop -> ok end end) || _ <- lists:seq(1, N)],
    [receive ready -> ok end || _ <- Made],
    [Process ! stop || Process <- Made],
    N.

memory(N) ->
    Before = erlang:memory(processes),
    Made = [spawn(fun() -> receive stop -> ok end end) || _ <- lists:seq(1, N)],
    Bytes = (erlang:memory(processes) - Before) / N,
    [Process ! stop || Process <- Made],
    Bytes.
