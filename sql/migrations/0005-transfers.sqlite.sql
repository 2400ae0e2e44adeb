-- Projection: a line for each transfer, for lists, reports and the day's figures of promise T4.
create table transfers (
  call             text    not null,
  transfer         integer not null,   -- 1, 2, 3 … within the call
  interval_start   integer not null,   -- of the call's arrival
  asked_at         integer not null,   -- the clock of the promise begins
  asked_by         text    not null,
  kind             text    not null,   -- consult, blind
  to_kind          text    not null,   -- department, agent, contact
  to_id            text    not null,
  verdict          text    not null,
  certain          integer not null,
  ending           text,               -- null while it goes on
  answered_at      integer,
  rung_in_time     integer not null,   -- somebody's phone rang within 30 s
  speaking_in_time integer not null,   -- caller and person spoke within 30 s
  primary key (call, transfer)
) strict, without rowid;
-- "The figures of today."
create index transfers_by_interval on transfers (interval_start);

-- Projection: who was promised to be called back.
create table call_backs (
  call          text    primary key,
  caller_masked text    not null,
  reason        text    not null,
  made_at       integer not null,
  promised_for  integer not null,
  owner         text,
  department    text,
  state         text    not null,      -- open, dialling, done
  outcome       text,
  dialled_by    text
) strict, without rowid;
create index call_backs_open on call_backs (call) where state <> 'done';

-- What only one can have: the transfer that two colleagues answer in the same instant. Decided by this key.
create table claims (
  what text primary key,               -- begins with the call's id, hence with its time
  by   text not null
) strict, without rowid;
