-- Projection: a line for each transfer that could not begin, because nobody there could be rung. It is no transfer and keeps or breaks
-- no promise; it is counted beside it, or a department where nobody ever is free would show 100 %.
create table refused_transfers (
  call           text    not null,
  refusal        integer not null,   -- 1, 2, 3 … within the call
  interval_start integer not null,   -- of the call's arrival
  asked_at       integer not null,
  asked_by       text    not null,
  to_kind        text    not null,   -- department, agent
  to_id          text    not null,
  because        text    not null,   -- target-busy, target-unreachable
  primary key (call, refusal)
) strict, without rowid;
-- "The figures of today."
create index refused_transfers_by_interval on refused_transfers (interval_start);
