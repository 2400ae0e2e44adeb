-- What happened, in the order in which it was taken in. Everything else in this file can be thrown away and rebuilt from it.
create table journal (
  seq         integer primary key,   -- 1, 2, 3 … without a gap
  type        text    not null,      -- 'call-arrived', 'leg-answered' …
  version     integer not null,      -- of the event's shape
  at          integer not null,      -- when it happened, as well as we know, ms UTC
  received_at integer not null,      -- when we were told, ms UTC
  call        text,                  -- ids begin with their time, so this index grows at its end
  leg         text,
  agent       text,
  round       integer,
  body        text    not null,      -- JSON: what only this type of event carries
  hash        blob    not null       -- SHA-256 over the row before and this row
) strict;

-- "The whole story of this call", also when a late callback wakes a call that has left the floor.
create index journal_of_call on journal (call, seq) where call is not null;

create trigger journal_is_never_changed before update on journal
begin select raise(abort, 'the journal is append-only: a change is a new event'); end;
create trigger journal_is_never_shortened before delete on journal
begin select raise(abort, 'the journal is append-only: nothing is deleted'); end;

-- One row for each request that was taken in: the same request again changes nothing and gets the same answer.
create table inbox (
  key         text    primary key,   -- begins with the call's id, hence with its time
  received_at integer not null,
  answer      text                   -- the TwiML we answered with; null when there was nothing to say
) strict, without rowid;

-- Which call the caller's leg belongs to. One row a call; for requests whose URL does not carry our id.
create table call_legs (
  leg  text primary key,
  call text not null
) strict, without rowid;

-- Projection: a line for each call, for lists and reports.
create table calls (
  call             text    primary key,
  arrived_at       integer not null,
  interval_start   integer not null,   -- of the Seoul day's quarter in which it arrived
  line             text    not null,
  caller_masked    text    not null,
  outcome          text    not null,   -- answered, abandoned, out-of-hours, refused; open while undecided
  running          integer not null,   -- 1 until every leg has ended
  t1               text    not null,
  t1_lenient       text    not null,
  t1_certain       integer not null,
  agent            text,
  answered_at      integer,
  ended_at         integer,
  wait_ms          integer,            -- arrival to a person, or to the hang-up
  rings            integer,
  talk_ms          integer
) strict, without rowid;
create index calls_running on calls (call) where running = 1;
-- "Who answered last, and how much today": after a restart.
create index calls_of_agent on calls (agent, arrived_at) where agent is not null;
create index calls_by_arrival on calls (arrived_at);

-- Projection: sums for each quarter of an hour. Reports and the wallboard add these up; they never count calls.
create table tallies (
  interval_start  integer primary key,
  received        integer not null,
  answered        integer not null,
  abandoned       integer not null,
  abandoned_short integer not null,
  out_of_hours    integer not null,
  refused         integer not null,
  in_progress     integer not null,
  t1_kept         integer not null,
  t1_broken       integer not null,
  t1_void         integer not null,
  t1_uncertain    integer not null,
  lenient_kept    integer not null,
  lenient_broken  integer not null,
  lenient_void    integer not null,
  bell_kept       integer not null,
  bell_broken     integer not null,
  bell_void       integer not null,
  wait_ms         integer not null,     -- sum over answered calls
  talks_ended     integer not null,
  talk_ms         integer not null,     -- sum over ended talks
  ring_1          integer not null,     -- answered in the first ring, …
  ring_2          integer not null,
  ring_3          integer not null,
  ring_later      integer not null
) strict;

-- Projection: what each agent last said and did.
create table agents (
  agent text primary key,
  body  text not null
) strict, without rowid;

-- What is to be done at Twilio. Written in the transaction that decided it, done once, or its failure recorded.
create table outbox (
  id        integer primary key,
  call      text    not null,
  body      text    not null,
  made_at   integer not null,
  not_after integer not null,           -- a command that comes too late is worse than none
  due_at    integer not null,
  tries     integer not null,
  state     text    not null check (state in ('pending', 'done', 'failed')),
  error     text
) strict;
create index outbox_pending on outbox (id) where state = 'pending';
